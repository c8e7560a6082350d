package org.sparkresnet.common;

import java.util.List;

/** Columns as wide as their widest cell, a rule below the header and above the last row. */
public final class TextTable {
  private TextTable() {}

  /** Cells by row, header first, totals last; the first columns stand left, the others right. */
  public static String format(List<String[]> cells, int leftAligned) {
    int[] widths = new int[cells.get(0).length];
    for (String[] row : cells) {
      for (int column = 0; column < row.length; column++) {
        widths[column] = Math.max(widths[column], row[column].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      if (i == 1 || i == cells.size() - 1) {
        text.append(rule(widths)).append('\n');
      }
      text.append(line(cells.get(i), widths, leftAligned)).append('\n');
    }
    return text.toString();
  }

  private static String line(String[] row, int[] widths, int leftAligned) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.length; column++) {
      String padding = " ".repeat(widths[column] - row[column].length());
      line.append(column == 0 ? "" : "  ")
          .append(column < leftAligned ? row[column] + padding : padding + row[column]);
    }
    return line.toString().stripTrailing();
  }

  private static String rule(int[] widths) {
    int total = 2 * (widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    return "-".repeat(total);
  }
}
