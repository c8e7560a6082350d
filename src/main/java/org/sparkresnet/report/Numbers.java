package org.sparkresnet.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.sparkresnet.common.HumanText;

/** Formats numbers for people, equal in every locale. */
final class Numbers {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Numbers() {}

  /** "+1.25 points". */
  static String points(double share) {
    return HumanText.format("%+.2f points", 100 * share);
  }

  /** "0.5880". */
  static String decimal(double value) {
    return HumanText.format("%.4f", value);
  }

  /** Four digits or more: "0.1234", "12.34", "1,234". */
  static String figures(double value) {
    double size = Math.abs(value);
    return size < 10
        ? decimal(value)
        : size < 1000 ? HumanText.format("%.2f", value) : rounded(value);
  }

  /** "10,000". */
  static String whole(long value) {
    return HumanText.format("%,d", value);
  }

  /** Rounds to a whole number: "10,000". */
  static String rounded(double value) {
    return HumanText.format("%,.0f", value);
  }

  /** Milliseconds: "1,234 ms". */
  static String millis(double seconds) {
    return HumanText.format("%,.0f ms", 1e3 * seconds);
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }
}
