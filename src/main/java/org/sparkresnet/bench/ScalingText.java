package org.sparkresnet.bench;

import java.util.List;
import java.util.OptionalDouble;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.TextTable;
import org.sparkresnet.tables.rows.ScalingRow;

/** A scaling table for people. */
final class ScalingText {
  private ScalingText() {}

  static String of(List<ScalingRow> rows) {
    TextTable table = new TextTable(0);
    table.row(
        "averaged", "workers", "images/s", "speed-up", "efficiency", "accuracy", "loss", "s/round");
    int frequency = 0;
    for (ScalingRow row : rows) {
      boolean next = row.averagingFrequency() != frequency;
      frequency = row.averagingFrequency();
      table.row(
          next ? "every " + frequency : "",
          Integer.toString(row.workers()),
          shown("%,.0f", 1, row.imagesPerSecond()),
          shown("%.2f x", row.workers(), row.efficiency()),
          shown("%.1f %%", 100, row.efficiency()),
          row.diverged() ? "diverged" : HumanText.percent(row.accuracy()),
          row.diverged() ? "" : HumanText.format("%.4f", row.loss()),
          row.rounds() == 0 ? "" : HumanText.format("%.3f", row.seconds() / row.rounds()));
    }
    return table.toString();
  }

  /** One training's result in a line. */
  static String line(ScalingRow row) {
    if (row.diverged()) {
      return "diverged after " + HumanText.count(row.rounds(), "round");
    }
    return HumanText.format(
        "%s images/s, test accuracy %s, loss %.4f, %s in %s",
        shown("%,.0f", 1, row.imagesPerSecond()),
        HumanText.percent(row.accuracy()),
        row.loss(),
        HumanText.count(row.rounds(), "round"),
        HumanText.duration(row.seconds()));
  }

  private static String shown(String format, double factor, OptionalDouble value) {
    return value.isPresent() ? HumanText.format(format, factor * value.getAsDouble()) : "-";
  }
}
