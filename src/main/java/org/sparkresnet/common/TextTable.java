package org.sparkresnet.common;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Table in plain text: columns as wide as their widest cell, two spaces between them. */
public final class TextTable {
  private static final String[] RULE = {};

  private final int leftAligned;
  private final List<String[]> rows = new ArrayList<>();

  /**
   * Table without rows.
   *
   * @param leftAligned number of first columns that stand left; the others stand right
   */
  public TextTable(int leftAligned) {
    this.leftAligned = leftAligned;
  }

  /** Table of texts: all columns stand left. */
  public static TextTable ofTexts() {
    return new TextTable(Integer.MAX_VALUE);
  }

  /** Adds a row; rows may have fewer cells than others. */
  public TextTable row(String... cells) {
    rows.add(Arrays.stream(cells).map(PrintableText::of).toArray(String[]::new));
    return this;
  }

  /** Adds a row that begins with a name. */
  public TextTable row(String name, List<String> cells) {
    List<String> row = new ArrayList<>(List.of(name));
    row.addAll(cells);
    return row(row.toArray(String[]::new));
  }

  /** Adds a rule as wide as the table. */
  public TextTable rule() {
    rows.add(RULE);
    return this;
  }

  /** Lines of the table, each with a newline. */
  @Override
  public String toString() {
    int[] widths = widths();
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      text.append(row == RULE ? rule(widths) : line(row, widths)).append('\n');
    }
    return text.toString();
  }

  private int[] widths() {
    int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int column = 0; column < row.length; column++) {
        widths[column] = Math.max(widths[column], row[column].length());
      }
    }
    return widths;
  }

  private String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.length; column++) {
      String padding = " ".repeat(widths[column] - row[column].length());
      line.append(column == 0 ? "" : "  ")
          .append(column < leftAligned ? row[column] + padding : padding + row[column]);
    }
    return line.toString().stripTrailing();
  }

  private static String rule(int[] widths) {
    int total = 2 * Math.max(0, widths.length - 1);
    for (int width : widths) {
      total += width;
    }
    return "-".repeat(total);
  }
}
