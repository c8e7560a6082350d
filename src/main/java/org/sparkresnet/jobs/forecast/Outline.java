package org.sparkresnet.jobs.forecast;

import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.Likeness;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.CropSizes;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.jobs.MemoryNeed;
import org.sparkresnet.nn.NetworkSummary;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.RoundModel;
import org.sparkresnet.plan.TrainConfig;

/**
 * Outline of a training: all that its duration, its memory and its accuracy are predicted by.
 *
 * @param config with everything resolved
 * @param data SHA-256 of the data
 */
public record Outline(
    JobConfig config,
    TrainConfig trainConfig,
    ClusterShape cluster,
    int testImages,
    int validationImages,
    String data) {

  /** The outline of a training on images that were read. */
  public static Outline of(
      JobConfig config, TrainConfig trainConfig, ClusterShape cluster, CifarImages images) {
    return new Outline(
        config,
        trainConfig,
        cluster,
        images.test(config.dataset().normalization()).examples(),
        config.dataset().validationExamples(),
        images.sha256());
  }

  /** The rounds. */
  public Plan plan() {
    return trainConfig.plan();
  }

  /** Sizes of the training images. */
  public CropSizes crops() {
    return trainConfig.augmentation().crops();
  }

  Likeness likeness() {
    return Likeness.of(config.values());
  }

  /** Images of a step of all workers. */
  long imagesAStep() {
    return (long) plan().workers() * plan().batchSize();
  }

  /** Minibatches between two averagings where they are most. */
  int every() {
    return plan().frequency().highest();
  }

  /** Images of all evaluations, mirror images and repeated ones counted each time. */
  public long evaluatedImages() {
    long between = (long) testImages + validationImages;
    int every = config.evaluate().everyEpochs();
    boolean selects = trainConfig.selection().isActive(); // then the end is evaluated twice
    long before = every == 0 ? 0 : (plan().epochs() - 1) / every;
    long evaluations = before + (selects ? 1 : 0);
    return evaluations * between + finalImages();
  }

  /** Images of the evaluation of the final model. */
  public long finalImages() {
    int passes = config.evaluate().testTimeFlips() ? 3 : 1; // with flips: plain, and both views
    return passes * ((long) testImages + validationImages)
        + (config.evaluate().trainingImages() ? plan().examples() : 0);
  }

  /** Estimate of what the tasks of a process need off the heap. */
  public MemoryNeed memoryNeed() {
    return MemoryNeed.of(config, cluster.together(plan().workers()), plan().batchSize());
  }

  /** Model of an averaging, by the bytes that a worker gives to it. */
  public RoundModel roundModel() {
    NetworkSummary network = NetworkSummary.of(trainConfig.replica().network());
    long momentum = trainConfig.averageMomentum() ? network.parameters() : 0;
    return new RoundModel(
        Float.BYTES * (network.parameters() + network.runningStatistics() + momentum));
  }

  /** Bytes of the training images. */
  public long imageBytes() {
    return (long) plan().examples() * Shard.IMAGE_BYTES;
  }

  /** "ResNet-20, float32, minibatches of 64": what the speed depends on. */
  public String work() {
    return "%s, %s, minibatches of %d"
        .formatted(
            trainConfig.replica().network().displayName(),
            switch (trainConfig.replica().layers()) {
              case ONEDNN -> "float32";
              case ONEDNN_BFLOAT16 -> "bf16";
              case STOCK -> "stock layers";
            },
            plan().batchSize());
  }
}
