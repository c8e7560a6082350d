package org.sparkresnet.files;

import org.sparkresnet.common.UserError;

/**
 * Expands a leading ~/ to the user's home folder, where the shell did not: behind an equals sign,
 * in a configuration file, in a scheduler.
 */
public final class HomeFolder {
  private HomeFolder() {}

  /**
   * The path with the home folder in place of a leading ~.
   *
   * @param option the key or option that the path comes from, for messages
   * @throws UserError of code USAGE if it names another user's home, or if there is no home folder
   */
  public static String expand(String option, String path) {
    if (!path.startsWith("~")) {
      return path;
    }
    if (!path.equals("~") && !path.startsWith("~/")) {
      throw UserError.usage(
          "%s can begin with ~/, the home folder, but not with another user's, cannot be: %s (./%s is a file of this name)"
              .formatted(option, path, path));
    }
    return home(option, path) + path.substring(1);
  }

  private static String home(String option, String path) {
    String variable = System.getenv("HOME");
    String home =
        variable != null && variable.startsWith("/") ? variable : System.getProperty("user.home");
    if (home == null || !home.startsWith("/")) {
      throw UserError.usage("%s: there is no home folder (HOME) for %s".formatted(option, path));
    }
    return home.equals("/") ? "" : home;
  }
}
