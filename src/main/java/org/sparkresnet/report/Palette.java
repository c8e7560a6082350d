package org.sparkresnet.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;

/**
 * Palette of Okabe and Ito, whose colours people with any colour vision can distinguish; dashes
 * distinguish the lines in grey.
 */
final class Palette {
  /** Colours, the darkest first; without yellow, which is hard to see on white. */
  private static final List<Color> COLORS =
      List.of(
          new Color(0x00, 0x72, 0xB2),
          new Color(0xD5, 0x5E, 0x00),
          new Color(0x00, 0x9E, 0x73),
          new Color(0xCC, 0x79, 0xA7),
          new Color(0xE6, 0x9F, 0x00),
          new Color(0x56, 0xB4, 0xE9),
          new Color(0x33, 0x33, 0x33));

  /** Number of lines with different colours. */
  static final int SIZE = COLORS.size();

  private static final float[][] DASHES = {null, {7, 4}, {2, 3}, {9, 3, 2, 3}};

  private Palette() {}

  static Color color(int index) {
    return COLORS.get(index % SIZE);
  }

  static BasicStroke stroke(int index) {
    float width = index == 0 ? 2.2f : 1.8f;
    float[] dash = DASHES[index % DASHES.length];
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, dash, 0);
  }
}
