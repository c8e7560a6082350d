package org.sparkresnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.DataSet;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.dataset.CropSizes;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.plan.AveragingFrequency;
import org.sparkresnet.plan.RoundsMode;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.LearningRate;
import org.sparkresnet.replica.Muon;
import org.sparkresnet.replica.NativeArrays;
import org.sparkresnet.replica.Optimizer;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.Slow;

/** Techniques that are off by default: each gives the same bits in any rounds and after a pause. */
class TechniquesIT {
  @RegisterExtension static final SliceOnSpark SLICE = new SliceOnSpark();
  @TempDir private Path folder;

  private static TrainConfig with(String technique, int workers) {
    return TECHNIQUES.get(technique).of(Runs.config(workers, 2, 2));
  }

  private interface Technique {
    TrainConfig of(TrainConfig plain);
  }

  private static final String CROP = "crop";
  private static final Muon MUON = new Muon(new LearningRate.Constant(0.1), 0.6);

  private static final Map<String, Technique> TECHNIQUES =
      new TreeMap<>(
          Map.of(
              "whiten-stem",
              plain -> with(plain, true, Muon.NONE),
              "muon",
              plain -> with(plain, false, MUON),
              "both",
              plain -> with(plain, true, MUON),
              CROP,
              plain -> cropped(plain, Augmentation.Flip.RANDOM)));

  static Set<String> techniques() {
    return TECHNIQUES.keySet();
  }

  /** One network of the fast layers takes images of one size. */
  static Set<String> techniquesOfOneSize() {
    Set<String> names = new TreeSet<>(techniques());
    names.remove(CROP);
    return names;
  }

  private static TrainConfig with(TrainConfig plain, boolean whitensStem, Muon muon) {
    ReplicaSpec replica = plain.replica();
    Optimizer optimizer = replica.optimizer();
    return plain.with(
        new ReplicaSpec(
            replica.network(),
            replica.layers(),
            new Optimizer(
                optimizer.learningRate(),
                optimizer.momentum(),
                optimizer.nesterov(),
                optimizer.weightDecay(),
                whitensStem,
                muon),
            replica.seed()));
  }

  /** Smaller images in the first epoch. */
  private static TrainConfig cropped(TrainConfig plain, Augmentation.Flip flip) {
    CropSizes crops =
        new CropSizes(List.of(new CropSizes.Phase(0, 24), new CropSizes.Phase(1, 32)));
    return new TrainConfig(
        plain.plan(),
        plain.replica(),
        new Augmentation(2, flip, crops),
        plain.labelSmoothing(),
        plain.averageMomentum(),
        plain.outer(),
        plain.emaDecay(),
        plain.selection());
  }

  @Slow
  @ParameterizedTest
  @MethodSource("techniques")
  void segmentsJobsAndAResumedRunGiveTheSameBits(String technique) throws IOException {
    TrainConfig config = with(technique, 2);
    String jobs = train(config, RoundsMode.JOBS, Long.MAX_VALUE).parametersSha256();
    clear();
    assertThat(train(config, RoundsMode.SEGMENTS, Long.MAX_VALUE).parametersSha256())
        .isEqualTo(jobs)
        .isNotEqualTo(plain());
    clear();
    assertThat(train(config, RoundsMode.AUTO, 3).finished()).isFalse();
    ReplicaPool.closeIdle(); // as a new process would begin
    assertThat(train(config, RoundsMode.AUTO, Long.MAX_VALUE).parametersSha256()).isEqualTo(jobs);
  }

  @Test
  void allTogetherGiveTheSameBitsInBfloat16() throws IOException {
    assumeTrue(OneDnn.hasBfloat16(), "CPU without bfloat16");
    TrainConfig plain = Runs.config(2, AveragingFrequency.every(2), LayerSet.ONEDNN_BFLOAT16);
    TrainConfig config = cropped(with(plain, true, MUON), Augmentation.Flip.ALTERNATING);
    String segments = train(config, RoundsMode.SEGMENTS, Long.MAX_VALUE).parametersSha256();
    clear();
    assertThat(train(config, RoundsMode.JOBS, 4).finished()).isFalse();
    ReplicaPool.closeIdle();
    assertThat(train(config, RoundsMode.JOBS, Long.MAX_VALUE).parametersSha256())
        .isEqualTo(segments);
  }

  private String plain() throws IOException {
    clear();
    return train(Runs.config(2, 2, 2), RoundsMode.AUTO, Long.MAX_VALUE).parametersSha256();
  }

  @Slow
  @ParameterizedTest
  @MethodSource("techniquesOfOneSize")
  void oneWorkerEqualsPlainDl4jFit(String technique) throws IOException {
    TrainConfig config = WhitenedStem.of(with(technique, 1), training());
    assertThat(train(config, RoundsMode.AUTO, Long.MAX_VALUE).model()).isEqualTo(plainFit(config));
  }

  @Nightly
  @ParameterizedTest
  @MethodSource("techniques")
  void theSliceIsLearnt(String technique) throws IOException {
    List<EpochReport> epochs = new ArrayList<>();
    Runs.train(
        SLICE.spark(),
        SLICE.images(),
        TECHNIQUES.get(technique).of(Runs.config(2, 2, 8)),
        Runs.checkpoints(SLICE.spark(), folder, 1000, Long.MAX_VALUE),
        Runs.epochsTo(epochs));
    List<Double> losses = epochs.stream().map(EpochReport::loss).toList();
    assertThat(losses.get(7)).as("%s: %s", technique, losses).isLessThan(0.9 * losses.get(0));
  }

  @Test
  void theWhiteningFollowsFromTheImagesAndIsFoundOnce() {
    TrainConfig asked = with("whiten-stem", 2);
    TrainConfig found = WhitenedStem.of(asked, training());
    assertThat(found.replica().whitening().covariance()).hasSize(27 * 27);
    assertThat(WhitenedStem.of(asked, training())).isEqualTo(found);
    assertThat(WhitenedStem.of(found, training())).isSameAs(found);
    TrainConfig plain = Runs.config(2, 2, 2);
    assertThat(WhitenedStem.of(plain, training())).isSameAs(plain);
  }

  private static TrainingImages training() {
    return SLICE.images().training(Runs.NORMALIZATION);
  }

  private void clear() throws IOException {
    Runs.checkpoints(SLICE.spark(), folder, 1, 1).store().clear();
  }

  private TrainingResult train(TrainConfig config, RoundsMode mode, long pauseAt)
      throws IOException {
    return new Trainer(
            SLICE.spark(),
            training(),
            config,
            InitialParameters.FRESH,
            Runs.checkpoints(SLICE.spark(), folder, 1, pauseAt),
            JobConfig.defaults().train().execution().with(mode),
            new TrainingListener() {})
        .run();
  }

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
    for (int epoch = 0; epoch < config.plan().epochs(); epoch++) {
      Shard shard = training().epoch(1, config.seed(), epoch).first();
      Iterator<DataSet> data = minibatches.training(shard, config.seed(), epoch, 0, perEpoch);
      while (data.hasNext()) {
        network.fit(data.next());
      }
    }
    return NativeArrays.get(network.params());
  }
}
