package org.sparkresnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.nn.kernels.CpuKernels;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.plan.CollectLimit;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.plan.RoundsMode;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.NativeArrays;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.testing.Slow;

/** Whole training runs on a real Spark and real images. */
class TrainerIT {
  private static final RoundExecution DEFAULT = JobConfig.defaults().train().execution();

  @RegisterExtension static final SliceOnSpark SLICE = new SliceOnSpark();
  @TempDir private Path folder;

  /** Weights after DL4J's own loop, which are the same for any averaging of one worker. */
  private static float[] plainFit;

  /** Of the run that is stopped in other places, trained once. */
  private static String undisturbed;

  private static final List<EpochReport> undisturbedEpochs = new ArrayList<>();

  private TrainingResult train(TrainConfig config) throws IOException {
    return train(config, 1000, Long.MAX_VALUE, new TrainingListener() {});
  }

  private TrainingResult train(
      TrainConfig config, long every, long pauseAt, TrainingListener listener) throws IOException {
    return Runs.train(
        SLICE.spark(),
        SLICE.images(),
        config,
        Runs.checkpoints(SLICE.spark(), folder, every, pauseAt),
        listener);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 16})
  void oneWorkerEqualsPlainDl4jFitWhateverTheAveragingFrequency(int every) throws IOException {
    TrainConfig config = Runs.config(1, every, 2);
    if (plainFit == null) {
      plainFit = plainFit(config);
    }
    assertThat(train(config).model()).isEqualTo(plainFit);
  }

  /** DL4J's own loop over the same minibatches, without rounds, averaging and Spark tasks. */
  private static float[] plainFit(TrainConfig config) {
    OmpThreads.set(1);
    ComputationGraph network = config.replica().createNetwork();
    Minibatches minibatches =
        new Minibatches(
            config.plan().batchSize(),
            10,
            Runs.NORMALIZATION,
            config.augmentation(),
            config.labelSmoothing());
    int perEpoch = (int) config.plan().iterationsPerEpoch();
    for (int epoch = 0; epoch < config.plan().iterations() / perEpoch; epoch++) {
      Shard shard =
          SLICE.images().training(Runs.NORMALIZATION).epoch(1, config.seed(), epoch).first();
      Iterator<DataSet> data = minibatches.training(shard, config.seed(), epoch, 0, perEpoch);
      while (data.hasNext()) {
        network.fit(data.next());
      }
    }
    return NativeArrays.get(network.params());
  }

  @Test
  void theSameConfigurationGivesTheSameBits() throws IOException {
    TrainConfig config = Runs.config(2, 2, 2);
    String first = train(config).parametersSha256();
    Runs.checkpoints(SLICE.spark(), folder, 1000, 1).store().clear();
    assertThat(train(config).parametersSha256()).isEqualTo(first);
  }

  /** As on another machine, or after an upgrade of oneDNN. */
  @Test
  void aRunSaysThatItGoesOnWithOtherKernelsThanBeforeItsCheckpoint() throws IOException {
    TrainConfig config = Runs.config(2, 2, 1);
    List<String> told = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void warning(String line) {
            told.add(line);
          }

          @Override
          public void computedWith(String kernels) {
            told.add(kernels);
          }
        };
    train(config, 1000, 2, listener);
    String here = CpuKernels.identity();
    CheckpointPolicy checkpoints = Runs.checkpoints(SLICE.spark(), folder, 1000, Long.MAX_VALUE);
    TrainingState state = checkpoints.latest().orElseThrow();
    assertThat(state.cpuKernels()).containsExactly(here);
    checkpoints.save(state.with(Set.of("A, oneDNN 3.7, OpenBLAS ZEN")));
    train(config, 1000, Long.MAX_VALUE, listener);
    assertThat(told).hasSize(4).startsWith(here, "A, oneDNN 3.7, OpenBLAS ZEN");
    assertThat(told).last().isEqualTo("A, oneDNN 3.7, OpenBLAS ZEN; " + here);
    assertThat(told.get(2))
        .startsWith(
            "the run goes on with other CPU kernels (%s) than before its checkpoint (A, oneDNN 3.7, OpenBLAS ZEN): "
                .formatted(here));
  }

  @Test
  void moreWorkersThanTaskSlotsSeeEveryExampleOnce() throws IOException {
    List<RoundReport> rounds = new ArrayList<>();
    TrainingResult result =
        train(
            Runs.config(7, 1, 1),
            1000,
            Long.MAX_VALUE,
            new TrainingListener() {
              @Override
              public void roundFinished(RoundReport round) {
                rounds.add(round);
              }
            });
    assertThat(result.progress().examples()).isEqualTo(Runs.IMAGES);
    assertThat(rounds).extracting(RoundReport::examples).containsExactly(224L, 76L);
  }

  @Slow
  @Test
  void averagingOnTheExecutorsGivesTheBitsOfAveragingOnTheDriver() throws IOException {
    TrainConfig config = Runs.config(33, 1, 2);
    List<RoundReport> rounds = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void roundFinished(RoundReport round) {
            rounds.add(round);
          }
        };
    TrainingResult driver = train(config, DEFAULT.with(RoundsMode.JOBS), listener);
    TrainingResult executors =
        train(
            config,
            new RoundExecution(RoundsMode.JOBS, new CollectLimit(0), 20, DEFAULT.exchange()),
            listener);
    assertThat(executors.parametersSha256()).isEqualTo(driver.parametersSha256());
    assertThat(executors.progress().epochLossSum()).isEqualTo(driver.progress().epochLossSum());
    assertThat(executors.progress().examples()).isEqualTo(2L * Runs.IMAGES);
    long bytes = rounds.get(0).bytesBroadcast();
    assertThat(rounds)
        .extracting(RoundReport::bytesCollected)
        .containsExactly(33 * bytes, 33 * bytes, bytes, bytes);
    assertThat(rounds).allSatisfy(round -> assertThat(round.failedTasks()).isZero());
  }

  private TrainingResult train(
      TrainConfig config, RoundExecution execution, TrainingListener listener) throws IOException {
    CheckpointPolicy checkpoints = Runs.checkpoints(SLICE.spark(), folder, 1000, Long.MAX_VALUE);
    checkpoints.store().clear();
    return new Trainer(
            SLICE.spark(),
            SLICE.images().training(Runs.NORMALIZATION),
            config,
            InitialParameters.FRESH,
            checkpoints,
            execution,
            listener)
        .run();
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 7})
  void aRunThatIsStoppedAndResumedGivesTheBitsOfTheUndisturbedOne(long pauseAt) throws IOException {
    TrainConfig config = Runs.config(2, 2, 2, Runs.optimizer(0.05), 0.3, 0.9);
    if (undisturbed == null) {
      undisturbed =
          train(config, 1000, Long.MAX_VALUE, Runs.epochsTo(undisturbedEpochs)).parametersSha256();
      Runs.checkpoints(SLICE.spark(), folder, 1000, 1).store().clear();
    }
    List<EpochReport> epochs = new ArrayList<>();
    TrainingResult paused = train(config, 1, pauseAt, Runs.epochsTo(epochs));
    assertThat(paused.finished()).isFalse();
    assertThat(paused.progress().iteration()).isGreaterThanOrEqualTo(pauseAt);
    ReplicaPool.closeIdle(); // as a new process would begin
    TrainingResult resumed = train(config, 1, Long.MAX_VALUE, Runs.epochsTo(epochs));
    assertThat(resumed.finished()).isTrue();
    assertThat(resumed.parametersSha256()).isEqualTo(undisturbed);
    assertThat(resumed.progress().examples()).isEqualTo(2L * Runs.IMAGES);
    assertThat(epochs)
        .extracting(EpochReport::epoch, EpochReport::loss, EpochReport::accuracy)
        .containsExactlyElementsOf(
            undisturbedEpochs.stream()
                .map(it -> tuple(it.epoch(), it.loss(), it.accuracy()))
                .toList());
    assertThat(epochs).allMatch(it -> it.accuracy().isPresent());
  }

  @Test
  void stopsWithDivergedWhenTheLossIsNoFiniteNumber() {
    TrainConfig config = Runs.config(2, 1, 3, Runs.optimizer(1e18), 0, 0);
    assertThatThrownBy(() -> train(config))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DIVERGED))
        .hasMessageContaining("training diverged: ")
        .hasMessageContaining("train.learning-rate");
  }

  @Test
  void learnsTheSliceByHeart() throws IOException {
    List<EpochReport> epochs = new ArrayList<>();
    train(Runs.config(2, 2, 8), 1000, Long.MAX_VALUE, Runs.epochsTo(epochs));
    assertThat(epochs).hasSize(8);
    assertThat(epochs.get(7).loss()).isLessThan(0.9 * epochs.get(0).loss());
    assertThat(epochs.get(7).accuracy().orElseThrow())
        .isGreaterThan(epochs.get(0).accuracy().orElseThrow());
  }
}
