package org.sparkresnet.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.cifar.Cifar100;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.plan.AveragingFrequency;
import org.sparkresnet.plan.ModelSelection;
import org.sparkresnet.plan.OuterOptimizer;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.LearningRate;
import org.sparkresnet.replica.Optimizer;
import org.sparkresnet.replica.ReplicaSpec;

/** Small training runs on the real slice of 300 images. */
final class Runs {
  static final String SLICE = "src/test/resources/cifar10-slice";
  static final int IMAGES = 300;
  static final Normalization NORMALIZATION =
      new Normalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616));

  private Runs() {}

  /** Listener that collects the reports of the epochs, and evaluates nothing. */
  static TrainingListener epochsTo(List<EpochReport> ended) {
    return new TrainingListener() {
      @Override
      public OptionalDouble epochFinished(EpochReport epoch) {
        ended.add(epoch);
        return OptionalDouble.empty();
      }
    };
  }

  static CifarImages images(JavaSparkContext spark) {
    return CifarImages.load(
        spark, List.of(SLICE), Cifar100.Label.FINE, 2, 0, JobConfig.defaults().data().thresholds());
  }

  /** ResNet-8 on fast layers, batch 32, augmentation on. */
  static TrainConfig config(int workers, int every, int epochs) {
    return config(workers, every, epochs, optimizer(0.05), 0, 0);
  }

  /** With Nesterov's outer momentum at a rate of 0.7, or plain averaging if it is 0. */
  static TrainConfig config(
      int workers, int every, int epochs, Optimizer optimizer, double outer, double ema) {
    OuterOptimizer step = outer > 0 ? new OuterOptimizer(0.7, outer, true) : OuterOptimizer.NONE;
    return config(
        plan(workers, AveragingFrequency.every(every), epochs),
        LayerSet.ONEDNN,
        optimizer,
        step,
        ema);
  }

  /** Two epochs of these layers, with averaging of this frequency. */
  static TrainConfig config(int workers, AveragingFrequency frequency, LayerSet layers) {
    return config(plan(workers, frequency, 2), layers, optimizer(0.05), OuterOptimizer.NONE, 0);
  }

  private static Plan plan(int workers, AveragingFrequency frequency, int epochs) {
    int batch = 32;
    long iterations = epochs * Plan.iterationsPerEpoch(IMAGES, workers, batch);
    return new Plan(IMAGES, workers, batch, iterations, frequency);
  }

  private static TrainConfig config(
      Plan plan, LayerSet layers, Optimizer optimizer, OuterOptimizer outer, double ema) {
    return new TrainConfig(
        plan,
        new ReplicaSpec(new NetworkConfig(8, true), layers, optimizer, 7),
        new Augmentation(4, Augmentation.Flip.RANDOM),
        0.1,
        true,
        outer,
        ema,
        ModelSelection.NONE);
  }

  static Optimizer optimizer(double rate) {
    return new Optimizer(
        new LearningRate.WarmUp(new LearningRate.Constant(rate), 4, 0.1, true), 0.9, true, 1e-4);
  }

  static CheckpointPolicy checkpoints(JavaSparkContext spark, Path folder, long every, long pauseAt)
      throws IOException {
    CheckpointStore store =
        new CheckpointStore(
            spark.hadoopConfiguration(), new org.apache.hadoop.fs.Path(folder.toUri()), 2);
    return new CheckpointPolicy(store, new CheckpointFingerprint("config", "data"), every, pauseAt);
  }

  static TrainingResult train(
      JavaSparkContext spark,
      CifarImages images,
      TrainConfig config,
      CheckpointPolicy checkpoints,
      TrainingListener listener)
      throws IOException {
    return new Trainer(
            spark,
            images.training(NORMALIZATION),
            config,
            InitialParameters.FRESH,
            checkpoints,
            JobConfig.defaults().train().execution(),
            listener)
        .run();
  }
}
