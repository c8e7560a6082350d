package org.sparkresnet.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Numbers {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Numbers() {}

  /** "79.74 %". */
  static String percent(double share) {
    return format("%.2f %%", 100 * share);
  }

  /** "+1.25 points". */
  static String points(double share) {
    return format("%+.2f points", 100 * share);
  }

  /** "0.5880". */
  static String decimal(double value) {
    return format("%.4f", value);
  }

  /** Four digits or more: "0.1234", "12.34", "1,234". */
  static String figures(double value) {
    double size = Math.abs(value);
    return size < 10 ? decimal(value) : size < 1000 ? format("%.2f", value) : rounded(value);
  }

  /** "10,000". */
  static String whole(long value) {
    return format("%,d", value);
  }

  /** The same of a number with a fraction. */
  static String rounded(double value) {
    return format("%,.0f", value);
  }

  /** Milliseconds: "1,234 ms". */
  static String millis(double seconds) {
    return format("%,.0f ms", 1e3 * seconds);
  }

  /** "42.0 s", "3 min 05 s", "2 h 07 min". */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return format("%.1f s", seconds);
    }
    return whole < 3600
        ? format("%d min %02d s", whole / 60, whole % 60)
        : format("%d h %02d min", whole / 3600, whole % 3600 / 60);
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
