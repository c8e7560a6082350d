package org.sparkresnet.cli;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkresnet.files.HomeFolder;

/**
 * Expands ~/ at the beginning of options' values. A shell does so for {@code --store ~/store} but
 * not for {@code --store=~/store}, and a scheduler never does. Values of {@code --set} are left to
 * the keys.
 */
final class HomePaths {
  private static final Pattern OPTION = Pattern.compile("(--[a-z-]+)=(~(?:/.*)?)", Pattern.DOTALL);

  private HomePaths() {}

  static String[] expand(String... arguments) {
    return Arrays.stream(arguments).map(HomePaths::expand).toArray(String[]::new);
  }

  private static String expand(String argument) {
    Matcher option = OPTION.matcher(argument);
    if (option.matches()) {
      return option.group(1) + "=" + HomeFolder.expand(option.group(1), option.group(2));
    }
    return argument.startsWith("~/") ? HomeFolder.expand("an argument", argument) : argument;
  }
}
