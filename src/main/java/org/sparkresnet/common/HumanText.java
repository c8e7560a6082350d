package org.sparkresnet.common;

import java.util.Locale;

/** Durations as people read them. */
public final class HumanText {
  private HumanText() {}

  /** "42 s", "3 min 05 s", "2 h 07 min". */
  public static String text(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
  }
}
