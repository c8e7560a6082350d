package org.sparkresnet.report;

import java.util.Comparator;
import org.sparkresnet.tables.MetricRow;

/**
 * Places iterations on an axis of epochs, so that runs with other batch sizes can lie over each
 * other; on one of iterations as long as a run has finished no epoch.
 *
 * @param iterationsPerEpoch 1 if it is not known
 */
record EpochAxis(double iterationsPerEpoch) {
  static EpochAxis of(ReportedRun run) {
    return run.metrics().stream()
        .filter(it -> it.key().equals("epoch_loss"))
        .max(Comparator.comparingLong(MetricRow::step))
        .map(last -> new EpochAxis(last.step() / (last.epoch() + 1.0)))
        .orElse(new EpochAxis(1));
  }

  double at(long step) {
    return step / iterationsPerEpoch;
  }

  String label() {
    return iterationsPerEpoch == 1 ? "iteration" : "epoch";
  }
}
