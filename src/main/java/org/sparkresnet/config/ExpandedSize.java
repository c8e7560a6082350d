package org.sparkresnet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.regex.Pattern;

/**
 * Upper bound of the size of a configuration once its substitutions are made. A substitution that
 * stands for others, such as {@code a = ${b}${b}}, doubles what it takes: thirty lines of them fill
 * any memory.
 *
 * <p>A chain of substitutions passes through a value or an object at most once. So the text grows
 * at most by the product of the values' numbers of substitutions and of the objects' numbers of
 * members with substitutions.
 */
final class ExpandedSize {
  private static final ConfigRenderOptions WITH_MARKS =
      ConfigRenderOptions.defaults().setOriginComments(false);

  /** Beginning of a substitution, as a regular expression. */
  private static final String BEGIN = "\\$\\{";

  private static final Pattern COMMENT_OR_QUOTED =
      Pattern.compile("(?m)^\\s*#.*$|\"(?:[^\"\\\\]|\\\\.)*+\"");

  /** Comment before each of the values that a key was given one after the other. */
  private static final Pattern VALUE_OF_MERGE =
      Pattern.compile("(?m)^\\s*#     unmerged value .*$");

  private double growth = 1;

  private ExpandedSize() {}

  /** Number of characters, at most; infinite if it is beyond all numbers. */
  static double of(Config unresolved) {
    ExpandedSize size = new ExpandedSize();
    unresolved.root().forEach((key, value) -> size.add(value)); // nothing stands for the root
    return size.growth * unresolved.root().render(ConfigRenderOptions.concise()).length();
  }

  /** Takes a value into account; tells whether it has substitutions. */
  private boolean add(ConfigValue value) {
    if (value instanceof ConfigObject object) {
      try {
        // Not values(), of which equal ones are one.
        long members = object.entrySet().stream().filter(member -> add(member.getValue())).count();
        growth *= Math.max(1, members);
        return members > 0;
      } catch (ConfigException.NotResolved e) {
        // It is merged with a substitution: its text tells the rest.
      }
    }
    boolean has = false;
    for (String part : VALUE_OF_MERGE.split(value.render(WITH_MARKS), -1)) {
      String bare = COMMENT_OR_QUOTED.matcher(part).replaceAll("");
      int substitutions = bare.split(BEGIN, -1).length - 1;
      // The objects and values inside one that is merged multiply to less than this.
      boolean hasObject = bare.replaceAll(BEGIN, "").contains("{");
      growth *=
          hasObject && substitutions > 1 ? Math.pow(2, substitutions) : Math.max(1, substitutions);
      has |= substitutions > 0;
    }
    return has;
  }
}
