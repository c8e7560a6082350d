package org.sparkresnet.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Several paths as one text: separated by commas, of which those inside the braces of a glob
 * separate nothing; or, for paths with commas of their own, a list in brackets.
 */
final class PathList {
  private PathList() {}

  /** The paths of a text with commas, without blanks around them; empty ones are left out. */
  static List<String> split(String text) {
    List<String> paths = new ArrayList<>();
    int begin = 0;
    int braces = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ',';
      braces += c == '{' ? 1 : c == '}' && braces > 0 ? -1 : 0;
      if (i == text.length() || (c == ',' && braces == 0)) {
        String path = text.substring(begin, i).strip();
        if (!path.isEmpty()) {
          paths.add(path);
        }
        begin = i + 1;
      }
    }
    return List.copyOf(paths);
  }

  /** The paths as a text from which the configuration reads the same paths. */
  static String join(List<String> paths) {
    String joined = String.join(",", paths);
    return split(joined).equals(paths) && !isList(joined)
        ? joined
        : ConfigValueFactory.fromIterable(paths).render(ConfigRenderOptions.concise());
  }

  /** Tells whether a text is a list in brackets rather than a path or paths with commas. */
  static boolean isList(String text) {
    return text.startsWith("[") && text.endsWith("]");
  }
}
