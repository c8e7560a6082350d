package org.sparkresnet.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.train.CollectLimit;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/**
 * What a round costs beside its minibatches, by workers and size of the network; no test, and named
 * so that only {@code mvn surefire:test -Dtest=RoundOverheadMeasurement} runs it. Two executors of
 * one core on this machine; a worker trains on one image a round, so that little is left but the
 * overhead. Prints, for the round with the least overhead (others may use the machine), ms: of the
 * round, of the minibatches (all workers' time divided by the cores), of the broadcast (driver and
 * slowest worker), of the averaging, and what is left: to launch the tasks and to collect.
 */
class RoundOverheadMeasurement {
  private static final int EXECUTORS = 2;
  private static final int WARM_UP = 10;
  private static final int ROUNDS = 60;

  @TempDir private Path folder;

  @Test
  void print() throws IOException {
    System.out.println("where depth workers kB | round fit broadcast average rest | overhead");
    try (LocalCluster cluster = LocalCluster.start(EXECUTORS, 1, Map.of());
        CifarImages images = SmallRun.images(cluster.spark())) {
      for (int depth : new int[] {20, 56, 110}) {
        for (int workers : new int[] {1, 2, 4, 8, 16}) {
          measure(cluster, images, depth, workers, "driver", Long.MAX_VALUE);
        }
        measure(cluster, images, depth, 8, "executors", 0);
        measure(cluster, images, depth, 16, "executors", 0);
      }
    }
  }

  private void measure(
      LocalCluster cluster, CifarImages images, int depth, int workers, String where, long limit)
      throws IOException {
    SmallRun run = new SmallRun(depth, workers, 1, 1, 20, new CollectLimit(limit));
    List<RoundReport> rounds = new ArrayList<>();
    TrainingListener collect =
        new TrainingListener() {
          @Override
          public void roundFinished(RoundReport round) {
            if (round.round().number() >= WARM_UP && round.round().firstMinibatch() > 0) {
              rounds.add(round);
            }
          }
        };
    run.train(cluster.spark(), images.training(SmallRun.NORMALIZATION), folder, ROUNDS, collect);
    RoundReport round =
        rounds.stream()
            .min(Comparator.comparingDouble(r -> r.seconds() - fit(r, workers)))
            .orElseThrow();
    double overhead = round.seconds() - fit(round, workers);
    System.out.printf(
        Locale.ROOT,
        "%s %d %d %d | %.1f %.1f %.1f %.1f %.1f | %.1f%n",
        where,
        depth,
        workers,
        round.bytesBroadcast() / 1000,
        1e3 * round.seconds(),
        1e3 * fit(round, workers),
        1e3 * round.broadcastSeconds(),
        1e3 * round.aggregateSeconds(),
        1e3 * (overhead - round.broadcastSeconds() - round.aggregateSeconds()),
        1e3 * overhead);
  }

  private static double fit(RoundReport round, int workers) {
    return round.fitSecondsMean() * workers / Math.min(workers, EXECUTORS);
  }
}
