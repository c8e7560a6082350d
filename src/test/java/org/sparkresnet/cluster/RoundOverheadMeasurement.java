package org.sparkresnet.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.SparkDefaults;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/**
 * What a round costs beside its minibatches, by workers and size of the network, in segments and as
 * jobs; no test, and named so that only {@code mvn surefire:test -Dtest=RoundOverheadMeasurement
 * -Dtest.quick.options=} runs it. Two executors on this machine, with as many task slots as there
 * are workers; a worker trains on one image a round, so that little is left but the overhead.
 * Prints medians over the second half of the rounds, in ms: of the round, of a worker's minibatch,
 * of the broadcast, of the averaging, of the overhead (the round without a worker's minibatch), and
 * its 90th percentile.
 */
class RoundOverheadMeasurement {
  private static final int EXECUTORS = 2;

  /** The first half of the rounds is left out: until then the JVMs still compile. */
  private static final int ROUNDS = 800;

  @TempDir private Path folder;

  @Test
  void print() throws IOException {
    System.out.println("rounds depth workers kB | round fit broadcast average | overhead 90%");
    for (int workers : new int[] {2, 4, 8, 16}) {
      int slots = (workers + EXECUTORS - 1) / EXECUTORS;
      try (LocalCluster cluster = LocalCluster.start(EXECUTORS, slots, Map.of());
          CifarImages images = SmallRun.images(cluster.spark())) {
        for (int depth : new int[] {20, 110}) {
          measure(cluster, images, depth, workers, "jobs, Spark's own settings", SmallRun.JOBS);
        }
      }
      try (LocalCluster cluster = LocalCluster.start(EXECUTORS, slots, SparkDefaults.settings());
          CifarImages images = SmallRun.images(cluster.spark())) {
        for (int depth : new int[] {20, 110}) {
          measure(cluster, images, depth, workers, "jobs", SmallRun.JOBS);
          measure(cluster, images, depth, workers, "segments", SmallRun.AUTO);
        }
      }
    }
  }

  private void measure(
      LocalCluster cluster,
      CifarImages images,
      int depth,
      int workers,
      String name,
      RoundExecution execution)
      throws IOException {
    SmallRun run = new SmallRun(depth, workers, 1, 1, ROUNDS, execution);
    List<RoundReport> rounds = new ArrayList<>();
    TrainingListener collect =
        new TrainingListener() {
          @Override
          public void roundFinished(RoundReport round) {
            if (round.round().number() >= ROUNDS / 2 && round.round().firstMinibatch() > 0) {
              rounds.add(round);
            }
          }
        };
    run.train(cluster.spark(), images.training(SmallRun.NORMALIZATION), folder, ROUNDS, collect);
    ToDoubleFunction<RoundReport> overhead = r -> r.seconds() - r.fitSecondsMean();
    System.out.printf(
        Locale.ROOT,
        "%s %d %d %d | %.1f %.1f %.1f %.1f | %.1f %.1f%n",
        name,
        depth,
        workers,
        rounds.stream().mapToLong(RoundReport::bytesBroadcast).max().orElse(0) / 1000,
        at(0.5, rounds, RoundReport::seconds),
        at(0.5, rounds, RoundReport::fitSecondsMean),
        at(0.5, rounds, RoundReport::broadcastSeconds),
        at(0.5, rounds, RoundReport::aggregateSeconds),
        at(0.5, rounds, overhead),
        at(0.9, rounds, overhead));
  }

  /** Milliseconds at a share of the sorted rounds. */
  private static double at(
      double share, List<RoundReport> rounds, ToDoubleFunction<RoundReport> seconds) {
    double[] sorted = rounds.stream().mapToDouble(seconds).sorted().toArray();
    return 1e3 * sorted[(int) (share * (sorted.length - 1))];
  }
}
