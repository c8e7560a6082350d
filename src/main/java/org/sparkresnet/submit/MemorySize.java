package org.sparkresnet.submit;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reader of sizes of memory as Spark and the JVM write them. */
final class MemorySize {
  private static final Pattern SPARK =
      Pattern.compile("([0-9]{1,15})(b|k|kb|m|mb|g|gb|t|tb|p|pb)?");
  private static final Pattern JVM = Pattern.compile("[0-9]{1,15}[kmgtKMGT]");
  private static final String UNITS = "bkmgtp";

  private MemorySize() {}

  /** Size in bytes; MiB without a unit. Empty if Spark could not read it. */
  static OptionalLong bytes(String text) {
    Matcher size = SPARK.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      return OptionalLong.empty();
    }
    String unit = size.group(2) == null ? "m" : size.group(2).substring(0, 1);
    return OptionalLong.of(Long.parseLong(size.group(1)) << (10 * UNITS.indexOf(unit)));
  }

  /** Tells whether Spark can read the text as a size. */
  static boolean isOfSpark(String text) {
    return bytes(text).isPresent();
  }

  /** Tells whether a JVM takes the text as the size of its heap, where a unit has one letter. */
  static boolean isOfJvm(String text) {
    return JVM.matcher(text).matches();
  }
}
