package org.sparkresnet.nn.onednn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sparkresnet.nn.kernels.ConvolutionShape;
import org.sparkresnet.nn.kernels.OmpThreads;

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
 */
public record KernelBound(int batch, int threads, double forwardSeconds, double trainingSeconds) {

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
    Map<Object, double[]> measured = new HashMap<>();
    double[] total =
        Stream.of(network.getLayers())
            .map(Layer::conf)
            .map(conf -> conf.getLayer() instanceof OneDnnLayer fast ? fast : null)
            .filter(Objects::nonNull)
            .map(
                layer ->
                    measured.computeIfAbsent(
                        key(layer), unused -> measureLayer(layer, batch, repetitions)))
            .reduce(new double[2], (a, b) -> new double[] {a[0] + b[0], a[1] + b[1]});
    return new KernelBound(batch, OmpThreads.get(), total[0], total[1]);
  }

  private static Object key(OneDnnLayer layer) {
    return layer instanceof ResidualUnit unit
        ? unit.shape()
        : layer.getClass().getName() + Arrays.toString(layer.inputShape(1));
  }

  private static double[] measureLayer(OneDnnLayer layer, int batch, int repetitions) {
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
      return new double[] {times.forwardSeconds(), times.trainingSeconds()};
    }
  }
}
