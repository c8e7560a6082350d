package org.sparkresnet.bench;

import static org.sparkresnet.bench.SystemSpeed.INFERENCE;
import static org.sparkresnet.bench.SystemSpeed.TRAINING;

import java.util.OptionalDouble;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.TextTable;
import org.sparkresnet.store.Manifest;

/** The speeds of several systems as a table for people. */
final class PeersText {
  private PeersText() {}

  static String of(SystemSpeeds speeds, Manifest manifest, String date) {
    TextTable table = new TextTable(2);
    table.row("", "workers", "training", "best", "ours", "inference", "best", "ours");
    StringBuilder versions = new StringBuilder();
    for (MeasuredSystem system : speeds.systems()) {
      SystemSpeed first = speeds.first(system);
      table.row(
          system.fullName(),
          "%d x %d".formatted(first.workers(), first.threads()),
          speed(speeds.median(system, TRAINING)),
          speed(speeds.best(system, TRAINING)),
          ratio(speeds.oursOver(system, TRAINING)),
          speed(speeds.median(system, INFERENCE)),
          speed(speeds.best(system, INFERENCE)),
          ratio(speeds.oursOver(system, INFERENCE)));
      versions.append(system.fullName()).append(": ").append(first.versions()).append('\n');
    }
    return HumanText.format(
            "%n%s, %s; %s UTC%nimages/s; medians of the measurements (%d), each of its steps, and the"
                + " best step;%nours: this build's median over the system's, in the same precision;"
                + " workers x threads%n%n",
            speeds.work(), manifest.environment().cpuModel(), date, speeds.measurements())
        + table
        + "\n"
        + versions;
  }

  private static String speed(OptionalDouble value) {
    return value.isEmpty() ? "" : BenchText.speed(value.getAsDouble());
  }

  private static String ratio(OptionalDouble value) {
    return value.isEmpty() ? "" : HumanText.format("%.2f x", value.getAsDouble());
  }
}
