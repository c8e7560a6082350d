package org.sparkresnet.guide;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writer of Markdown tables and of plain text in them. */
final class MarkdownTable {
  private final StringBuilder text = new StringBuilder();

  MarkdownTable(String... columns) {
    row(List.of(columns));
    text.append("|").append("---|".repeat(columns.length)).append('\n');
  }

  MarkdownTable row(List<String> cells) {
    text.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
    return this;
  }

  /** Words as they are, whatever Markdown would make of them. */
  static String plain(String words) {
    return words.replace("<", "&lt;").replaceAll("([\\\\|*_`\\[\\]])", "\\\\$1");
  }

  /** Code in one cell, a line each. */
  static String code(Stream<String> lines) {
    return lines.map(it -> "`" + it.replace("|", "\\|") + "`").collect(Collectors.joining("<br>"));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
