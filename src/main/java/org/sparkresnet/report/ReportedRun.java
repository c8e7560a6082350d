package org.sparkresnet.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.ClassRow;
import org.sparkresnet.tables.ConfusionRow;
import org.sparkresnet.tables.DataCheckRow;
import org.sparkresnet.tables.MetricRow;
import org.sparkresnet.tables.PredictionRow;
import org.sparkresnet.tables.RoundRow;

/**
 * All that a report shows of a run. What a run has not (yet) is an empty list.
 *
 * @param summary how it ended; empty for a run that has not, and for one that did not train
 * @param metrics by step
 * @param rounds by number
 * @param classes of the test images, by class id
 * @param confusion of the test images, by actual and predicted class id
 * @param mistakes predictions of test images that are wrong
 */
public record ReportedRun(
    RunInfo info,
    Optional<Summary> summary,
    List<MetricRow> metrics,
    List<RoundRow> rounds,
    List<Scores> scores,
    List<ClassRow> classes,
    List<ConfusionRow> confusion,
    List<PredictionRow> mistakes,
    List<DataCheckRow> checks) {

  private static final String TEST = "test";

  public ReportedRun {
    Objects.requireNonNull(info, "info");
    Objects.requireNonNull(summary, "summary");
    metrics = List.copyOf(metrics);
    rounds = List.copyOf(rounds);
    scores = List.copyOf(scores);
    classes = List.copyOf(classes);
    confusion = List.copyOf(confusion);
    mistakes = List.copyOf(mistakes);
    checks = List.copyOf(checks);
  }

  String name() {
    return info.id().value();
  }

  /** Its scores on the test images in single views. */
  Optional<Scores> test() {
    return scores.stream().filter(it -> it.split().equals(TEST) && !it.testTimeFlips()).findFirst();
  }

  /** Its scores on the test images, each seen with its mirror image. */
  Optional<Scores> testWithFlips() {
    return scores.stream().filter(it -> it.split().equals(TEST) && it.testTimeFlips()).findFirst();
  }

  /** The points of a metric that are finite numbers, over epochs. */
  List<Point> curve(String split, String key) {
    return curve(split, key, EpochAxis.of(this));
  }

  /** The points of a metric that are finite numbers, over an axis. */
  List<Point> curve(String split, String key, EpochAxis axis) {
    return metrics.stream()
        .filter(it -> it.split().equals(split) && it.key().equals(key))
        .filter(it -> Double.isFinite(it.value()))
        .map(it -> new Point(axis.at(it.step()), it.value()))
        .toList();
  }
}
