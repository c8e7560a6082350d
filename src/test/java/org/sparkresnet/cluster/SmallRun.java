package org.sparkresnet.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.cifar.Cifar100;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.exchange.ExchangeSettings;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.plan.AveragingFrequency;
import org.sparkresnet.plan.CollectLimit;
import org.sparkresnet.plan.ModelSelection;
import org.sparkresnet.plan.OuterOptimizer;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.plan.RoundsMode;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.LearningRate;
import org.sparkresnet.replica.Optimizer;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.rounds.RoundProgress;
import org.sparkresnet.train.CheckpointFingerprint;
import org.sparkresnet.train.CheckpointPolicy;
import org.sparkresnet.train.CheckpointStore;
import org.sparkresnet.train.InitialParameters;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.Trainer;
import org.sparkresnet.train.TrainingListener;
import org.sparkresnet.train.TrainingResult;

/**
 * A training run on the real slice of 300 images.
 *
 * @param every averaging frequency
 */
record SmallRun(
    int depth, int workers, int batch, int every, int epochs, RoundExecution execution) {
  /** As the default configuration says: segments where they are possible. */
  static final RoundExecution AUTO = JobConfig.defaults().train().execution();

  static final RoundExecution JOBS = AUTO.with(RoundsMode.JOBS);
  static final int IMAGES = 300;
  static final Normalization NORMALIZATION =
      new Normalization(List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616));
  private static final String SLICE =
      Path.of("src/test/resources/cifar10-slice").toAbsolutePath().toString();

  /** How a run ended and what its rounds were. */
  record Outcome(TrainingResult result, List<RoundReport> rounds) {
    int failedTasks() {
      return rounds.stream().mapToInt(RoundReport::failedTasks).sum();
    }

    long examplesOfRounds() {
      return rounds.stream().mapToLong(RoundReport::examples).sum();
    }
  }

  static CifarImages images(JavaSparkContext spark) {
    return CifarImages.load(
        spark, List.of(SLICE), Cifar100.Label.FINE, 2, 0, JobConfig.defaults().data().thresholds());
  }

  TrainConfig config() {
    Plan plan =
        new Plan(
            IMAGES,
            workers,
            batch,
            epochs * Plan.iterationsPerEpoch(IMAGES, workers, batch),
            AveragingFrequency.every(every));
    Optimizer optimizer = new Optimizer(new LearningRate.Constant(0.02), 0.9, true, 1e-4);
    return new TrainConfig(
        plan,
        new ReplicaSpec(new NetworkConfig(depth, true), LayerSet.ONEDNN, optimizer, 7),
        new Augmentation(4, Augmentation.Flip.RANDOM),
        0.1,
        true,
        OuterOptimizer.NONE,
        0,
        ModelSelection.NONE);
  }

  /** A job a round, with another limit of what the driver collects. */
  static RoundExecution jobs(long collectLimit) {
    return new RoundExecution(RoundsMode.JOBS, new CollectLimit(collectLimit), 20, AUTO.exchange());
  }

  /** Execution whose workers wait for each other for so many seconds. */
  static RoundExecution impatient(int seconds) {
    return new RoundExecution(AUTO.mode(), AUTO.limit(), 20, new ExchangeSettings(0, seconds));
  }

  /** The same run, executed in another way. */
  SmallRun with(RoundExecution other) {
    return new SmallRun(depth, workers, batch, every, epochs, other);
  }

  /** Trains without a checkpoint before the end. */
  Outcome train(
      JavaSparkContext spark, TrainingImages images, Path folder, TrainingListener listener)
      throws IOException {
    return train(spark, images, folder, Long.MAX_VALUE, listener);
  }

  /** Trains with a checkpoint after every so many iterations. */
  Outcome trainWithCheckpoints(
      JavaSparkContext spark,
      TrainingImages images,
      Path folder,
      long every,
      TrainingListener listener)
      throws IOException {
    return train(spark, images, config(), folder, every, Long.MAX_VALUE, listener);
  }

  /** Trains up to an iteration. */
  Outcome train(
      JavaSparkContext spark,
      TrainingImages images,
      Path folder,
      long pauseAt,
      TrainingListener listener)
      throws IOException {
    return train(spark, images, config(), folder, Long.MAX_VALUE, pauseAt, listener);
  }

  private Outcome train(
      JavaSparkContext spark,
      TrainingImages images,
      TrainConfig config,
      Path folder,
      long every,
      long pauseAt,
      TrainingListener listener)
      throws IOException {
    CheckpointStore store = checkpoints(spark, folder);
    store.clear();
    return train(spark, images, config, new Checkpoints(store, every, pauseAt), listener);
  }

  private static CheckpointStore checkpoints(JavaSparkContext spark, Path folder)
      throws IOException {
    return new CheckpointStore(
        spark.hadoopConfiguration(),
        new org.apache.hadoop.fs.Path(folder.resolve("checkpoints").toUri()),
        1);
  }

  /** Trains with another configuration of the same workers; without a checkpoint. */
  Outcome train(
      JavaSparkContext spark,
      TrainingImages images,
      TrainConfig config,
      Path folder,
      TrainingListener listener)
      throws IOException {
    return train(spark, images, config, folder, Long.MAX_VALUE, Long.MAX_VALUE, listener);
  }

  /** Goes on from the newest checkpoint, if there is one, with one after so many iterations. */
  Outcome goOn(
      JavaSparkContext spark,
      TrainingImages images,
      Path folder,
      long every,
      TrainingListener listener)
      throws IOException {
    return train(
        spark,
        images,
        config(),
        new Checkpoints(checkpoints(spark, folder), every, Long.MAX_VALUE),
        listener);
  }

  /** When a run saves and ends. */
  private record Checkpoints(CheckpointStore store, long every, long pauseAt) {
    CheckpointPolicy policy() {
      return new CheckpointPolicy(
          store, new CheckpointFingerprint("config", "data"), every, pauseAt);
    }
  }

  private Outcome train(
      JavaSparkContext spark,
      TrainingImages images,
      TrainConfig config,
      Checkpoints checkpoints,
      TrainingListener listener)
      throws IOException {
    List<RoundReport> rounds = new ArrayList<>();
    TrainingListener both =
        new TrainingListener() {
          @Override
          public void roundFinished(RoundReport round) {
            rounds.add(round);
            listener.roundFinished(round);
          }

          @Override
          public void progressed(RoundProgress round) {
            listener.progressed(round);
          }

          @Override
          public void warning(String line) {
            listener.warning(line);
          }
        };
    return new Outcome(
        new Trainer(
                spark,
                images,
                config,
                InitialParameters.FRESH,
                checkpoints.policy(),
                execution,
                both)
            .run(),
        rounds);
  }

  /** What the run gives on threads of this JVM, where nothing is lost. */
  Outcome undisturbed(Path folder) throws IOException {
    SparkConf conf =
        new SparkConf().setMaster("local[2]").setAppName("test").set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        CifarImages images = images(spark)) {
      return train(spark, images.training(NORMALIZATION), folder, new TrainingListener() {});
    } finally {
      ReplicaPool.closeIdle();
    }
  }
}
