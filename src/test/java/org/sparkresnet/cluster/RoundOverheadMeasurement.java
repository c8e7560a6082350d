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

  private static final List<Integer> WORKERS = List.of(2, 8);

  @TempDir private Path folder;

  @Test
  void print() throws IOException {
    System.out.println("rounds depth workers kB | round fit broadcast average | overhead 90%");
    for (int workers : WORKERS) {
      int slots = (workers + EXECUTORS - 1) / EXECUTORS;
      try (LocalCluster cluster = LocalCluster.start(EXECUTORS, slots, Map.of());
          CifarImages images = SmallRun.images(cluster.spark())) {
        for (int depth : depths(workers)) {
          measure(cluster, images, depth, workers, "jobs, Spark's own settings", SmallRun.JOBS);
        }
      }
      try (LocalCluster cluster = LocalCluster.start(EXECUTORS, slots, SparkDefaults.settings());
          CifarImages images = SmallRun.images(cluster.spark())) {
        for (int depth : depths(workers)) {
          measure(cluster, images, depth, workers, "jobs", SmallRun.JOBS);
          measure(cluster, images, depth, workers, "segments", SmallRun.AUTO);
        }
      }
    }
  }

  /** Eight replicas of 110 layers would mostly wait for the cores. */
  private static List<Integer> depths(int workers) {
    return workers > 2 ? List.of(20) : List.of(20, 110);
  }

  /** Their first half is left out: until then the JVMs still compile. */
  private static int rounds(int depth) {
    return depth > 20 ? 240 : 600;
  }

  private void measure(
      LocalCluster cluster,
      CifarImages images,
      int depth,
      int workers,
      String name,
      RoundExecution execution)
      throws IOException {
    SmallRun run = new SmallRun(depth, workers, 1, 1, rounds(depth), execution);
    List<RoundReport> rounds = new ArrayList<>();
    TrainingListener collect =
        new TrainingListener() {
          @Override
          public void roundFinished(RoundReport round) {
            if (round.round().number() >= rounds(depth) / 2 && round.round().firstMinibatch() > 0) {
              rounds.add(round);
            }
          }
        };
    run.train(
        cluster.spark(), images.training(SmallRun.NORMALIZATION), folder, rounds(depth), collect);
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
