package org.sparkresnet.jobs.train;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.tables.Journal;
import org.sparkresnet.tables.MetricRow;
import org.sparkresnet.tables.RoundRow;
import org.sparkresnet.train.Progress;
import org.sparkresnet.train.RoundReport;

/** Keeps the metrics and rounds of a run in its journal, a bounded number of rows in memory. */
final class RoundRecorder {
  private static final int MOST_ROUNDS = 500;

  private final Journal journal;
  private final List<MetricRow> metrics = new ArrayList<>();
  private final List<RoundRow> rounds = new ArrayList<>();
  private final long begin = System.nanoTime();
  private double earlierSeconds;
  private long iterations;
  private long doneRounds;
  private long examples;

  RoundRecorder(Journal journal) {
    this.journal = journal;
  }

  /** Rounds that are not in the journal. */
  List<RoundRow> pendingRounds() {
    return List.copyOf(rounds);
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
  void resume(Progress progress) {
    earlierSeconds = progress.wallSeconds();
    iterations = progress.iteration();
    doneRounds = progress.rounds();
    examples = progress.examples();
    journal.truncateAfter(progress.iteration() == 0 ? -1 : progress.iteration());
  }

  void round(RoundReport report) {
    long end = report.round().endIteration();
    int epoch = report.round().epoch();
    iterations = end;
    doneRounds = report.round().number() + 1;
    examples += report.examples();
    metric("train", "loss", report.loss(), end, epoch);
    metric("train", "learning_rate", report.learningRate(), end, epoch);
    metric("train", "images_per_second", report.imagesPerSecond(), end, epoch);
    rounds.add(
        new RoundRow(
            report.round().number(),
            epoch,
            end,
            report.examples(),
            report.seconds(),
            report.fitSecondsMean(),
            report.fitSecondsMax(),
            report.broadcastSeconds(),
            report.aggregateSeconds(),
            report.bytesBroadcast(),
            report.bytesCollected(),
            report.failedTasks()));
    if (rounds.size() >= MOST_ROUNDS) {
      flush(end);
    }
  }

  void metric(String split, String key, double value, long step, int epoch) {
    metrics.add(new MetricRow(split, key, value, step, epoch, Instant.now()));
  }

  /** The metrics of an evaluation after an iteration. */
  void evaluation(String split, ClassificationReport report, long step, int epoch) {
    metric(split, "accuracy", report.accuracy(), step, epoch);
    metric(split, "loss", report.loss(), step, epoch);
  }

  /** Stores all rows up to an iteration. */
  void flush(long iteration) {
    journal.append(iteration, metrics, rounds);
    metrics.clear();
    rounds.clear();
  }

  /** Rows that are not in the journal. */
  List<MetricRow> pendingMetrics() {
    return List.copyOf(metrics);
  }
}
