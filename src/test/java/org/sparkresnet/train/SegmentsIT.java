package org.sparkresnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.plan.AveragingFrequency;
import org.sparkresnet.plan.AveragingFrequency.Phase;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.plan.RoundsMode;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.rounds.RoundProgress;

/** Rounds in segments give what rounds as jobs give. */
class SegmentsIT {
  private static final RoundExecution DEFAULT = JobConfig.defaults().train().execution();

  @RegisterExtension static final SliceOnSpark SLICE = new SliceOnSpark();
  @TempDir private Path folder;

  /** What a listener hears. */
  private static final class Heard implements TrainingListener {
    private final List<RoundReport> rounds = new ArrayList<>();
    private final List<Plan.Round> progress = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Double> accuracies = new ArrayList<>();

    @Override
    public OptionalDouble epochFinished(EpochReport epoch) {
      accuracies.add(epoch.accuracy().orElseThrow());
      return OptionalDouble.empty();
    }

    @Override
    public void progressed(RoundProgress round) {
      progress.add(round.round());
    }

    @Override
    public void roundFinished(RoundReport round) {
      rounds.add(round);
    }

    @Override
    public void warning(String line) {
      warnings.add(line);
    }
  }

  private TrainingResult train(TrainConfig config, RoundsMode mode, TrainingListener listener)
      throws IOException {
    CheckpointPolicy checkpoints = Runs.checkpoints(SLICE.spark(), folder, 1000, Long.MAX_VALUE);
    checkpoints.store().clear();
    return new Trainer(
            SLICE.spark(),
            SLICE.images().training(Runs.NORMALIZATION),
            config,
            InitialParameters.FRESH,
            checkpoints,
            DEFAULT.with(mode),
            listener)
        .run();
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0, 0", "1, 4, 0.3, 0.9", "2, 1, 0, 0", "2, 1, 0.3, 0.9", "2, 4, 0, 0.9"})
  void aSegmentGivesTheBitsAndTheCountsOfJobs(int workers, int every, double outer, double ema)
      throws IOException {
    assertSame(Runs.config(workers, every, 2, Runs.optimizer(0.05), outer, ema));
  }

  @Test
  void aSegmentFollowsThePhasesOfTheFrequency() throws IOException {
    // 10 iterations in rounds of 1, 1, 1, 3 (of which the epoch has 2), 3, 2.
    assertSame(
        Runs.config(
            2, new AveragingFrequency(List.of(new Phase(0, 1), new Phase(3, 3))), LayerSet.ONEDNN));
  }

  @Test
  void aSegmentGivesTheBitsOfJobsInBfloat16() throws IOException {
    assumeTrue(OneDnn.hasBfloat16(), "CPU without bfloat16");
    assertSame(Runs.config(2, AveragingFrequency.every(2), LayerSet.ONEDNN_BFLOAT16));
  }

  private void assertSame(TrainConfig config) throws IOException {
    Heard jobs = new Heard();
    Heard segments = new Heard();
    TrainingResult expected = train(config, RoundsMode.JOBS, jobs);
    TrainingResult result = train(config, RoundsMode.SEGMENTS, segments);
    assertThat(result.parametersSha256()).isEqualTo(expected.parametersSha256());
    assertThat(result.progress().epochLossSum()).isEqualTo(expected.progress().epochLossSum());
    assertThat(segments.accuracies).isEqualTo(jobs.accuracies).hasSize(2);
    assertThat(result.progress().examples()).isEqualTo(2L * Runs.IMAGES);
    assertThat(segments.rounds)
        .extracting(RoundReport::round, RoundReport::examples, RoundReport::loss)
        .isEqualTo(
            jobs.rounds.stream()
                .map(r -> org.assertj.core.groups.Tuple.tuple(r.round(), r.examples(), r.loss()))
                .toList());
    assertThat(segments.progress).isEqualTo(jobs.progress);
    assertThat(segments.warnings).isEqualTo(config.cautions());
  }

  @Test
  void moreWorkersThanTaskSlotsAreTrainedAsJobsAndItIsSaidOnce() throws IOException {
    TrainConfig config = Runs.config(7, 1, 2);
    Heard heard = new Heard();
    TrainingResult result = train(config, RoundsMode.AUTO, heard);
    assertThat(result.progress().examples()).isEqualTo(2L * Runs.IMAGES);
    assertThat(heard.warnings)
        .containsExactly(
            "each round is a Spark job of its own, which is slower: 7 workers, but Spark has room for 2 tasks now");
  }

  /**
   * Their workers may meet in one executor, which tells them apart by the number of the segment.
   */
  @Test
  void noSegmentOfAnApplicationHasTheNumberOfAnother() throws Exception {
    List<String> numbers = new ArrayList<>();
    SparkListener groups =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart job) {
            String group = job.properties().getProperty("spark.jobGroup.id", "");
            if (group.contains(", segment ")) {
              numbers.add(group.substring(group.lastIndexOf(' ') + 1));
            }
          }
        };
    SparkContext spark = SLICE.spark().sc();
    spark.addSparkListener(groups);
    try {
      train(Runs.config(1, 4, 1), RoundsMode.SEGMENTS, new Heard());
      train(Runs.config(1, 4, 1), RoundsMode.SEGMENTS, new Heard());
      spark.listenerBus().waitUntilEmpty();
    } finally {
      spark.removeSparkListener(groups);
    }
    assertThat(numbers).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void segmentsThatAreNotPossibleAreRefused() {
    assertThatThrownBy(() -> train(Runs.config(7, 1, 1), RoundsMode.SEGMENTS, new Heard()))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "train.rounds = segments is not possible: 7 workers, but Spark has room for 2 tasks now");
  }

  @Test
  void aDivergedSegmentNamesTheRound() {
    TrainConfig config = Runs.config(2, 1, 3, Runs.optimizer(1e18), 0, 0);
    assertThatThrownBy(() -> train(config, RoundsMode.SEGMENTS, new Heard()))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DIVERGED))
        .hasMessageContaining("training diverged: ")
        .hasMessageContaining("train.learning-rate");
  }
}
