package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.plan.AveragingFrequency;
import org.sparkresnet.plan.AveragingFrequency.Phase;
import org.sparkresnet.plan.OuterOptimizer;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.train.RoundReport;

/** Segments over executors in processes of their own give the bits of rounds as jobs. */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class SegmentBitsClusterIT {
  private static final int WORKERS = 3;
  private static final SmallRun RUN = new SmallRun(8, WORKERS, 4, 16, 2, SmallRun.AUTO);
  private static final long EXAMPLES = 2L * SmallRun.IMAGES;

  @TempDir private static Path folder;

  /** Slices of everything that a round changes, each with its worker, and momentum of none. */
  @Nightly
  @Test
  void outerMomentumMovingAverageAndPhasesGiveTheBitsOfJobsWithAndWithoutAveragedMomentum()
      throws IOException {
    try (LocalCluster cluster = LocalCluster.start(2, 2, Map.of());
        CifarImages images = SmallRun.images(cluster.spark())) {
      TrainingImages training = images.training(SmallRun.NORMALIZATION);
      String averaged = parametersOfBothWays(cluster, training, true);
      String ofEachWorker = parametersOfBothWays(cluster, training, false);
      assertThat(ofEachWorker).isNotEqualTo(averaged);
    }
  }

  private static String parametersOfBothWays(
      LocalCluster cluster, TrainingImages images, boolean averageMomentum) throws IOException {
    TrainConfig config = config(averageMomentum);
    Saboteur idle = Saboteur.idle();
    SmallRun.Outcome segments = RUN.train(cluster.spark(), images, config, folder, idle);
    SmallRun.Outcome jobs =
        RUN.with(SmallRun.JOBS).train(cluster.spark(), images, config, folder, Saboteur.idle());
    assertThat(idle.warnings()).isEqualTo(config.cautions());
    for (SmallRun.Outcome outcome : List.of(segments, jobs)) {
      assertThat(outcome.result().progress().examples()).isEqualTo(EXAMPLES);
      assertThat(outcome.rounds())
          .extracting(round -> round.round().minibatches())
          .containsExactly(2, 2, 2, 16, 3, 16, 9);
      assertThat(outcome.failedTasks()).isZero();
    }
    assertThat(segments.rounds())
        .extracting(RoundReport::loss)
        .isEqualTo(jobs.rounds().stream().map(RoundReport::loss).toList());
    assertThat(segments.result().parametersSha256()).isEqualTo(jobs.result().parametersSha256());
    return segments.result().parametersSha256();
  }

  private static TrainConfig config(boolean averageMomentum) {
    TrainConfig plain = RUN.config();
    Plan plan = plain.plan();
    AveragingFrequency phases =
        new AveragingFrequency(List.of(new Phase(0, 2), new Phase(6, RUN.every())));
    return new TrainConfig(
        new Plan(plan.examples(), WORKERS, plan.batchSize(), plan.iterations(), phases),
        plain.replica(),
        plain.augmentation(),
        plain.labelSmoothing(),
        averageMomentum,
        new OuterOptimizer(0.7, 0.5, true),
        0.9,
        plain.selection());
  }

  /** An executor that Spark takes away would take its worker out of the middle of a segment. */
  @Test
  void underDynamicAllocationRoundsAreJobsAndOneLineSaysSo() throws IOException {
    Map<String, String> options = new HashMap<>();
    options.put("spark.dynamicAllocation.enabled", "true");
    options.put("spark.dynamicAllocation.shuffleTracking.enabled", "true");
    options.put("spark.dynamicAllocation.minExecutors", "2");
    options.put("spark.dynamicAllocation.maxExecutors", "2");
    try (LocalCluster cluster = LocalCluster.start(2, 2, options);
        CifarImages images = SmallRun.images(cluster.spark())) {
      SegmentTasks segments = new SegmentTasks();
      cluster.spark().sc().addSparkListener(segments);
      Saboteur idle = Saboteur.idle();
      SmallRun.Outcome outcome =
          new SmallRun(8, WORKERS, 32, 2, 1, SmallRun.AUTO)
              .train(cluster.spark(), images.training(SmallRun.NORMALIZATION), folder, idle);
      assertThat(outcome.result().progress().examples()).isEqualTo(SmallRun.IMAGES);
      assertThat(outcome.rounds()).hasSize(2);
      assertThat(segments.others).as("tasks").isPositive();
      assertThat(segments.ofSegments).as("tasks of segments").isZero();
      assertThat(idle.warnings())
          .containsExactly(
              "each round is a Spark job of its own, which is slower: spark.dynamicAllocation.enabled is true");
    }
  }

  /** Counts the tasks of segments, and all others. */
  private static final class SegmentTasks extends TaskStarts {
    private volatile int ofSegments;
    private volatile int others;

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // by Spark's thread of events alone
    void started(org.apache.spark.scheduler.TaskInfo task, boolean inSegment) {
      if (inSegment) {
        ofSegments++;
      } else {
        others++;
      }
    }
  }
}
