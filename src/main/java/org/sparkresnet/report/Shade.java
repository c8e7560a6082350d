package org.sparkresnet.report;

import org.sparkresnet.common.HumanText;

/** Colours of the heat map: from white to dark blue or dark orange, with readable ink. */
final class Shade {
  private static final int[] BLUE = {0x00, 0x4C, 0x80};
  private static final int[] ORANGE = {0xC2, 0x50, 0x00};

  private Shade() {}

  /**
   * The background of a cell: blue for right predictions, orange for mistakes.
   *
   * @param depth from 0 for white to 1 for the darkest
   */
  static String of(boolean right, double depth) {
    int[] rgb = rgb(right, depth);
    return HumanText.format("#%02x%02x%02x", rgb[0], rgb[1], rgb[2]);
  }

  /** The ink of a cell: black or white, whichever has more contrast. */
  static String ink(boolean right, double depth) {
    return onBlack(right, depth) >= onWhite(right, depth) ? "#000" : "#fff";
  }

  /** Contrast of ink and shade as WCAG 2 defines it; texts need 4.5. */
  static double contrast(boolean right, double depth) {
    return Math.max(onBlack(right, depth), onWhite(right, depth));
  }

  private static double onBlack(boolean right, double depth) {
    return (luminance(rgb(right, depth)) + 0.05) / 0.05;
  }

  private static double onWhite(boolean right, double depth) {
    return 1.05 / (luminance(rgb(right, depth)) + 0.05);
  }

  private static int[] rgb(boolean right, double depth) {
    int[] darkest = right ? BLUE : ORANGE;
    int[] rgb = new int[3];
    for (int i = 0; i < 3; i++) {
      rgb[i] = (int) Math.round(255 + (darkest[i] - 255) * Math.min(1, Math.max(0, depth)));
    }
    return rgb;
  }

  /** Relative luminance of sRGB, 0 to 1. */
  private static double luminance(int[] rgb) {
    return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
  }

  private static double linear(int component) {
    double value = component / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }
}
