package org.sparkresnet.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sparkresnet.common.Split;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.rows.ClassRow;
import org.sparkresnet.tables.rows.ConfusionRow;
import org.sparkresnet.tables.rows.DataCheckRow;
import org.sparkresnet.tables.rows.ExampleDynamicsRow;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.tables.rows.ReliabilityRow;
import org.sparkresnet.tables.rows.RoundRow;

/**
 * Data of a run for its report. Data that a run does not have (yet) are an empty list.
 *
 * @param summary summary of a finished training run; else empty
 * @param metrics by step
 * @param rounds by number
 * @param classes of the test images, by class id
 * @param confusion of the test images, by actual and predicted class id
 * @param reliability bins of the test images, in ascending order
 * @param mistakes wrong predictions of test images
 * @param suspects training images whose labels are most suspect, at most {@link #SUSPECTS}
 */
public record ReportedRun(
    RunInfo info,
    Optional<Summary> summary,
    List<MetricRow> metrics,
    List<RoundRow> rounds,
    List<Scores> scores,
    List<ClassRow> classes,
    List<ConfusionRow> confusion,
    List<ReliabilityRow> reliability,
    List<PredictionRow> mistakes,
    List<ExampleDynamicsRow> suspects,
    List<DataCheckRow> checks) {

  /** Number of suspect labels that a report shows. */
  public static final int SUSPECTS = 50;

  private static final String TEST = Split.TEST.label();

  public ReportedRun {
    Objects.requireNonNull(info, "info");
    Objects.requireNonNull(summary, "summary");
    metrics = List.copyOf(metrics);
    rounds = List.copyOf(rounds);
    scores = List.copyOf(scores);
    classes = List.copyOf(classes);
    confusion = List.copyOf(confusion);
    reliability = List.copyOf(reliability);
    mistakes = List.copyOf(mistakes);
    suspects = List.copyOf(suspects);
    checks = List.copyOf(checks);
  }

  String name() {
    return info.id().value();
  }

  /** Scores on the test images without mirrored views. */
  Optional<Scores> test() {
    return scores.stream().filter(it -> it.split().equals(TEST) && !it.testTimeFlips()).findFirst();
  }

  /** Scores on the test images with mirrored views. */
  Optional<Scores> testWithFlips() {
    return scores.stream().filter(it -> it.split().equals(TEST) && it.testTimeFlips()).findFirst();
  }

  /** The horizontal axis of the run's curves. */
  Curve.Axis axis() {
    return Curve.Axis.of(metrics);
  }

  /** The finite values of a metric over the run's own axis. */
  Curve curve(Split split, String key) {
    return curve(split, key, axis());
  }

  /** The finite values of a metric over an axis. */
  Curve curve(Split split, String key, Curve.Axis axis) {
    return new Curve(
        metrics.stream()
            .filter(it -> it.split().equals(split.label()) && it.key().equals(key))
            .filter(it -> Double.isFinite(it.value()))
            .map(it -> new Curve.Point(axis.at(it.step()), it.value()))
            .toList());
  }
}
