package org.sparkresnet.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.tables.ScalingRow;

/** A scaling table for people. */
final class ScalingText {
  private static final String ROW = "%9s %8s %10s %9s %11s %10s %8s %9s%n";

  private ScalingText() {}

  static String of(List<ScalingRow> rows) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        ROW,
        "averaged",
        "workers",
        "images/s",
        "speed-up",
        "efficiency",
        "accuracy",
        "loss",
        "s/round");
    int frequency = 0;
    for (ScalingRow row : rows) {
      boolean next = row.averagingFrequency() != frequency;
      frequency = row.averagingFrequency();
      line(
          text,
          ROW,
          next ? "every " + frequency : "",
          row.workers(),
          shown("%,.0f", 1, row.imagesPerSecond()),
          shown("%.2f x", row.workers(), row.efficiency()),
          shown("%.1f %%", 100, row.efficiency()),
          row.diverged() ? "diverged" : shown("%.2f %%", 100, row.accuracy()),
          row.diverged() ? "" : String.format(Locale.ROOT, "%.4f", row.loss()),
          row.rounds() == 0
              ? ""
              : String.format(Locale.ROOT, "%.3f", row.seconds() / row.rounds()));
    }
    return text.toString();
  }

  /** One training's result in a line. */
  static String line(ScalingRow row) {
    if (row.diverged()) {
      return "diverged after %d rounds".formatted(row.rounds());
    }
    return String.format(
        Locale.ROOT,
        "%s images/s, test accuracy %s, loss %.4f, %d rounds in %s",
        shown("%,.0f", 1, row.imagesPerSecond()),
        shown("%.2f %%", 100, row.accuracy()),
        row.loss(),
        row.rounds(),
        HumanText.text(row.seconds()));
  }

  private static String shown(String format, double factor, OptionalDouble value) {
    return value.isPresent()
        ? String.format(Locale.ROOT, format, factor * value.getAsDouble())
        : "-";
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }
}
