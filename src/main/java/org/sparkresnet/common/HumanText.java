package org.sparkresnet.common;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apache.hadoop.fs.Path;

/** Numbers, times and paths as people read them, the same in every locale. */
public final class HumanText {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  private HumanText() {}

  /** Formats numbers without the machine's locale. */
  public static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /**
   * Number of things: "1 round", "12,480 rounds".
   *
   * @param noun in the singular, of a regular plural
   */
  public static String count(long number, String noun) {
    return format(number == 1 ? "%,d %s" : "%,d %ss", number, noun);
  }

  /** Speed: "2,048 images/s", and slow ones with a decimal place. */
  public static String speed(double imagesPerSecond) {
    return format(imagesPerSecond < 10 ? "%.1f images/s" : "%,.0f images/s", imagesPerSecond);
  }

  /** Duration: "42 s", "3 min 05 s", "2 h 07 min". */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? format("%d min %02d s", whole / 60, whole % 60)
        : format("%d h %02d min", whole / 3600, whole % 3600 / 60);
  }

  /** Share of 1 in percent: "79.74 %". */
  public static String percent(double share) {
    return format("%.2f %%", 100 * share);
  }

  /** Share of 1 in percent, or "-" where it is not known. */
  public static String percent(OptionalDouble share) {
    return share.isPresent() ? percent(share.getAsDouble()) : "-";
  }

  /** Size: "1,234.5 MB", of a million bytes each. */
  public static String megabytes(long bytes) {
    return format("%,.1f MB", bytes / 1e6);
  }

  /** Minute in UTC: "2026-11-27 09:16". */
  public static String minute(Instant instant) {
    return MINUTE.format(instant.atOffset(ZoneOffset.UTC));
  }

  /** Path, a local one without its scheme. */
  public static String path(Path path) {
    return path.toString().replaceFirst("^file:/*", "/");
  }

  /** Word of a shell's command line, in quotes if the shell would make something else of it. */
  public static String shellWord(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
