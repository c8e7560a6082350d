package org.sparkresnet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.dataset.SplitMix64;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.ReplicaSpec;

/**
 * Benchmark of single-thread workers, one a core, without Spark and on random images: training and
 * inference in every precision that the CPU computes fast.
 *
 * @param cores workers; for stock layers, which are one worker, its threads
 */
public record WorkersBenchmark(
    JobConfig config, int batch, double seconds, int cores, boolean stock) {
  /** Minibatches in memory: more than a cache holds. */
  private static final int MINIBATCHES = 8;

  /** Checks the numbers. */
  public WorkersBenchmark {
    new BenchPlan(batch, seconds, cores, stock);
  }

  /** Measures, and gives each figure away at once. */
  public void run(Consumer<SystemSpeed> measured) {
    Shard images = images(batch * MINIBATCHES);
    TrainConfig trainConfig = config.trainConfig(cores, images.size() * cores);
    Minibatches minibatches =
        new Minibatches(
            batch,
            trainConfig.replica().network().classes(),
            config.dataset().normalization(),
            trainConfig.augmentation(),
            trainConfig.labelSmoothing());
    for (LayerSet layers : layers()) {
      int workers = layers == LayerSet.STOCK ? 1 : cores;
      int threads = layers == LayerSet.STOCK ? cores : 1;
      ReplicaSpec spec = BenchJob.spec(trainConfig, layers);
      try (ReplicaBenchmark benchmark =
          new ReplicaBenchmark(spec, workers, threads, images, minibatches)) {
        measured.accept(
            speed(SystemSpeed.TRAINING, spec, workers, threads, benchmark.train(seconds)));
        measured.accept(
            speed(SystemSpeed.INFERENCE, spec, workers, threads, benchmark.predict(seconds)));
      }
    }
  }

  private List<LayerSet> layers() {
    if (stock) {
      return List.of(LayerSet.STOCK);
    }
    List<LayerSet> layers = new ArrayList<>(List.of(LayerSet.ONEDNN));
    if (OneDnn.hasBfloat16()) {
      layers.add(LayerSet.ONEDNN_BFLOAT16);
    }
    return layers;
  }

  private SystemSpeed speed(
      String figure, ReplicaSpec spec, int workers, int threads, ReplicaBenchmark.Speed speed) {
    MeasuredSystem system = MeasuredSystem.of(spec.layers());
    String kernels =
        spec.layers() == LayerSet.STOCK
            ? ""
            : "oneDNN %s %s, ".formatted(OneDnn.version(), OneDnn.instructionSet());
    return new SystemSpeed(
        system.name(),
        "%sDL4J %s, Java %s, commit %s"
            .formatted(
                kernels, BuildInfo.dl4jVersion(), Runtime.version().feature(), BuildInfo.commit()),
        system.precision(),
        figure,
        spec.network().displayName(),
        batch,
        threads,
        workers,
        speed.median(),
        speed.best());
  }

  /** The same images every time; speed does not depend on them. */
  private static Shard images(int count) {
    byte[] pixels = new byte[count * Shard.IMAGE_BYTES];
    short[] labels = new short[count];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) SplitMix64.mix(i);
    }
    for (int i = 0; i < count; i++) {
      labels[i] = (short) (i % CifarFormat.CLASSES);
    }
    return new Shard(pixels, labels, new long[count]);
  }
}
