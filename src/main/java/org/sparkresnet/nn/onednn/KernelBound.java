package org.sparkresnet.nn.onednn;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sparkresnet.common.ParallelCalls;
import org.sparkresnet.nn.kernels.ConvolutionShape;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.kernels.Precision;

/**
 * Speed limit of a network that consists of oneDNN's kernels only: the sum over its layers of the
 * best time of each primitive run alone, in NHWC and in the network's precision. Convolutions,
 * batch normalisations with ReLU, additions and poolings count, each as a separate primitive; fused
 * primitives and data kept in cache can be slightly faster than this bound.
 *
 * @param batch images
 * @param threads OpenMP threads that ran the kernels
 * @param forwardSeconds of one inference pass
 * @param trainingSeconds of one forward and backward pass
 * @param trainingOperations floating-point operations of the convolutions of that pass
 */
public record KernelBound(
    int batch,
    int threads,
    double forwardSeconds,
    double trainingSeconds,
    double trainingOperations) {

  /** Upper limit of images/s of inference. */
  public double inferenceImagesPerSecond() {
    return batch / forwardSeconds;
  }

  /** Upper limit of images/s of training. */
  public double trainingImagesPerSecond() {
    return batch / trainingSeconds;
  }

  /**
   * Measures the kernels; takes about {@code repetitions} training steps of one unit of each shape.
   *
   * @param network network with fast layers; other layers are not counted
   * @param repetitions runs of each kernel; the fastest counts
   */
  public static KernelBound measure(ComputationGraph network, int batch, int repetitions) {
    if (batch < 1 || repetitions < 1) {
      throw new IllegalArgumentException(
          "Batch and repetitions must be at least 1, cannot be: %d, %d"
              .formatted(batch, repetitions));
    }
    KernelBound none = new KernelBound(batch, OmpThreads.get(), 0, 0, 0);
    Map<Object, KernelBound> measured = new HashMap<>();
    return layers(network)
        .map(
            layer ->
                measured.computeIfAbsent(
                    key(layer), unused -> measureLayer(layer, batch, repetitions)))
        .reduce(none, KernelBound::plus);
  }

  /**
   * Measures the kernels on several cores at the same time, one thread on each: what the cores take
   * from each other, in the clock rate, the shared cache and the memory, shows beside {@link
   * #measure}.
   *
   * @return one bound a core
   */
  public static List<KernelBound> measureTogether(
      ComputationGraph network, int batch, int repetitions, int cores) {
    ExecutorService threads = Executors.newFixedThreadPool(cores);
    try {
      Callable<KernelBound> core =
          () -> {
            OmpThreads.set(1);
            return measure(network, batch, repetitions);
          };
      return ParallelCalls.all(threads, Collections.nCopies(cores, core));
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Measures the floating-point operations a second that the calling thread's multiply-add units
   * reach at most, in a matrix product of the network's precision.
   */
  public static double peakOperationsPerSecond(ComputationGraph network, int repetitions) {
    Precision precision =
        layers(network)
            .map(OneDnnLayer::getPrecision)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("The network has no fast layers"));
    try (KernelTimes times = new KernelTimes(repetitions)) {
      return times.peak(precision);
    }
  }

  /** Floating-point operations a second of the kernels of training. */
  public double trainingOperationsPerSecond() {
    return trainingOperations / trainingSeconds;
  }

  private static Stream<OneDnnLayer> layers(ComputationGraph network) {
    return Stream.of(network.getLayers())
        .map(Layer::conf)
        .map(conf -> conf.getLayer() instanceof OneDnnLayer fast ? fast : null)
        .filter(Objects::nonNull);
  }

  private KernelBound plus(KernelBound layer) {
    return new KernelBound(
        batch,
        threads,
        forwardSeconds + layer.forwardSeconds,
        trainingSeconds + layer.trainingSeconds,
        trainingOperations + layer.trainingOperations);
  }

  private static Object key(OneDnnLayer layer) {
    return layer instanceof ResidualUnit unit
        ? unit.shape()
        : layer.getClass().getName() + Arrays.toString(layer.inputShape(1));
  }

  private static KernelBound measureLayer(OneDnnLayer layer, int batch, int repetitions) {
    try (KernelTimes times = new KernelTimes(repetitions)) {
      if (layer instanceof ResidualUnit unit) {
        times.unit(unit.shape(), batch);
      } else if (layer instanceof Stem stem) {
        times.stem(
            new ConvolutionShape(
                batch, stem.getInChannels(), stem.getSize(), stem.getOutChannels(), 1),
            stem.getPrecision());
      } else if (layer instanceof Head head) {
        times.head(batch, head.getChannels(), head.getSize());
      }
      return new KernelBound(
          batch,
          OmpThreads.get(),
          times.forwardSeconds(),
          times.trainingSeconds(),
          times.trainingOperations());
    }
  }
}
