package org.sparkresnet.nn;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sparkresnet.nn.ParameterLayout.Range;
import org.sparkresnet.nn.onednn.OneDnnNetworks;

/**
 * Means and variances of one minibatch at every batch normalisation of a network. Variances are
 * biased (divided by the count), like those of which running variances are made.
 *
 * @param places of the running statistics in the flat parameter vector, ascending
 * @param values values for all places, one after the other
 */
public record BatchStatistics(List<Range> places, float[] values) implements Serializable {
  private static final int[] ALL_BUT_CHANNELS = {0, 1, 2};

  /** Copies the places. */
  public BatchStatistics {
    places = List.copyOf(places);
  }

  /**
   * Runs a network forward in training mode: every batch normalisation uses the minibatch's own
   * statistics. Overwrites the network's running statistics by them, and no other parameter.
   *
   * @param images [b,32,32,3]
   */
  public static BatchStatistics of(ComputationGraph network, INDArray images) {
    if (hasStockNormalization(network)) {
      writeStockStatistics(network, images);
    } else {
      for (INDArray output : network.output(true, images)) {
        output.close();
      }
      OneDnnNetworks.writeBatchStatistics(network);
    }
    return read(network);
  }

  private static boolean hasStockNormalization(ComputationGraph network) {
    return List.of(network.getLayers()).stream().anyMatch(BatchNormalization.class::isInstance);
  }

  /** DL4J's layers do not tell the statistics, which their inputs give again. */
  private static void writeStockStatistics(ComputationGraph network, INDArray images) {
    Map<String, INDArray> activations = network.feedForward(new INDArray[] {images}, true, true);
    for (Layer layer : network.getLayers()) {
      if (layer instanceof BatchNormalization) {
        String name = layer.conf().getLayer().getLayerName();
        String before = network.getConfiguration().getVertexInputs().get(name).get(0);
        INDArray input = activations.get(before);
        assign(layer.getParam("mean"), input.mean(ALL_BUT_CHANNELS));
        assign(layer.getParam("var"), input.var(false, ALL_BUT_CHANNELS));
      }
    }
    activations.values().stream().filter(array -> array != images).forEach(INDArray::close);
  }

  private static void assign(INDArray parameter, INDArray values) {
    parameter.assign(values.reshape(parameter.shape()));
    values.close();
  }

  private static BatchStatistics read(ComputationGraph network) {
    List<Range> places = ParameterLayout.of(network).runningStatistics();
    INDArray parameters = network.params().reshape(network.params().length());
    float[] values = new float[places.stream().mapToInt(Range::length).sum()];
    int filled = 0;
    for (Range place : places) {
      try (INDArray copy =
          parameters.get(NDArrayIndex.interval(place.start(), place.end())).dup()) {
        System.arraycopy(copy.data().asFloat(), 0, values, filled, place.length());
      }
      filled += place.length();
    }
    return new BatchStatistics(places, values);
  }

  /**
   * A copy of a flat parameter vector whose running statistics are the means of those of the given
   * minibatches, which have equal numbers of images. Sums in double, in the given order, which
   * fixes every bit.
   *
   * @throws IllegalArgumentException if there are no minibatches
   */
  public static float[] replace(float[] parameters, List<BatchStatistics> minibatches) {
    if (minibatches.isEmpty()) {
      throw new IllegalArgumentException("statistics need a minibatch");
    }
    double[] sums = new double[minibatches.get(0).values().length];
    for (BatchStatistics minibatch : minibatches) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += minibatch.values()[i];
      }
    }
    float[] replaced = parameters.clone();
    int next = 0;
    for (Range place : minibatches.get(0).places()) {
      for (int i = place.start(); i < place.end(); i++) {
        replaced[i] = (float) (sums[next++] / minibatches.size());
      }
    }
    return replaced;
  }
}
