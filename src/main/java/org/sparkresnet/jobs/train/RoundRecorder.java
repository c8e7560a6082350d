package org.sparkresnet.jobs.train;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.sparkresnet.common.Split;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.tables.journal.Journal;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.train.EpochReport;
import org.sparkresnet.train.Progress;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/**
 * Recorder of a run's metrics and rounds in its journal; keeps a bounded number of rows in memory.
 */
final class RoundRecorder implements TrainingListener {
  private static final int MOST_ROUNDS = 500;

  private final Journal journal;
  private final Followers followers;
  private final List<MetricRow> untold = new ArrayList<>();
  private final List<MetricRow> metrics = new ArrayList<>();
  private final List<RoundRow> rounds = new ArrayList<>();
  private final long begin = System.nanoTime();
  private double earlierSeconds;
  private long iterations;
  private long doneRounds;
  private long examples;

  RoundRecorder(Journal journal, Followers followers) {
    this.journal = journal;
    this.followers = followers;
  }

  /** Rounds that are not in the journal yet. */
  List<RoundRow> pendingRounds() {
    return List.copyOf(rounds);
  }

  /** Metrics that are not in the journal yet. */
  List<MetricRow> pendingMetrics() {
    return List.copyOf(metrics);
  }

  /** Duration in seconds, of all attempts. */
  double seconds() {
    return earlierSeconds + (System.nanoTime() - begin) / 1e9;
  }

  /** Iterations done, in all attempts. */
  long iterations() {
    return iterations;
  }

  /** Rounds done, in all attempts. */
  long rounds() {
    return doneRounds;
  }

  /** Images trained on, in all attempts. */
  long examples() {
    return examples;
  }

  /** Forgets what came after the checkpoint that the run resumes from. */
  @Override
  public void started(Progress progress) {
    earlierSeconds = progress.wallSeconds();
    iterations = progress.iteration();
    doneRounds = progress.rounds();
    examples = progress.examples();
    journal.truncateAfter(progress.iteration() == 0 ? -1 : progress.iteration());
    tellFollowers();
  }

  @Override
  public void roundFinished(RoundReport report) {
    long end = report.round().endIteration();
    int epoch = report.round().epoch();
    iterations = end;
    doneRounds = report.round().number() + 1;
    examples += report.examples();
    metric(Split.TRAIN, "loss", report.loss(), end, epoch);
    metric(Split.TRAIN, "learning_rate", report.learningRate(), end, epoch);
    metric(Split.TRAIN, "images_per_second", report.imagesPerSecond(), end, epoch);
    rounds.add(row(report));
    if (rounds.size() >= MOST_ROUNDS) {
      flush(end);
    }
  }

  private static RoundRow row(RoundReport report) {
    return new RoundRow(
        report.round().number(),
        report.round().epoch(),
        report.round().endIteration(),
        report.examples(),
        report.seconds(),
        report.fitSecondsMean(),
        report.fitSecondsMax(),
        OptionalDouble.of(report.inputSecondsMean()),
        report.broadcastSeconds(),
        report.aggregateSeconds(),
        report.bytesBroadcast(),
        report.bytesCollected(),
        report.failedTasks(),
        report.parametersSha256());
  }

  @Override
  public OptionalDouble epochFinished(EpochReport epoch) {
    if (epoch.whole()) {
      metric(Split.TRAIN, "epoch_loss", epoch.loss(), epoch.iteration(), epoch.epoch());
      epoch
          .accuracy()
          .ifPresent(
              it -> metric(Split.TRAIN, "epoch_accuracy", it, epoch.iteration(), epoch.epoch()));
    }
    return OptionalDouble.empty();
  }

  @Override
  public void beforeCheckpoint(long iteration) {
    flush(iteration);
  }

  /** Adds the metrics of an evaluation after an iteration. */
  void evaluation(Split split, ClassificationReport report, long step, int epoch) {
    metric(split, "accuracy", report.accuracy(), step, epoch);
    metric(split, "loss", report.loss(), step, epoch);
  }

  /** Adds the temperature that was fitted for the model after an iteration. */
  void temperature(double value, long step, int epoch) {
    metric(Split.VALIDATION, "temperature", value, step, epoch);
  }

  private void metric(Split split, String key, double value, long step, int epoch) {
    MetricRow row = new MetricRow(split.label(), key, value, step, epoch, Instant.now());
    metrics.add(row);
    if (!followers.isEmpty()) {
      untold.add(row);
    }
  }

  /**
   * Appends what came after the last checkpoint, of a run that has ended. The rows stand behind the
   * last iteration: a run that is started again from its checkpoint drops them.
   */
  void finished() {
    flush(iterations + 1);
  }

  /** Tells those outside the store what they have not been told yet. */
  void tellFollowers() {
    followers.tell(
        untold,
        () -> {
          List<MetricRow> soFar = new ArrayList<>(journal.metrics());
          soFar.addAll(metrics);
          return soFar;
        });
    untold.clear();
  }

  private void flush(long iteration) {
    journal.append(iteration, metrics, rounds);
    metrics.clear();
    rounds.clear();
    tellFollowers();
  }
}
