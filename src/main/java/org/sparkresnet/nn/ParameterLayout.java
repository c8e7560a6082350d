package org.sparkresnet.nn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Layout of a network's flat parameter vector: its slices in ascending order, without gaps.
 *
 * @param slices one for each parameter of each layer
 */
public record ParameterLayout(List<Slice> slices) {
  /** Role of a parameter. */
  public enum Kind {
    /** Weights of a convolution or of the dense layer: the only kind with weight decay. */
    WEIGHT,
    /** Bias of the dense layer. */
    BIAS,
    /** BN's gamma. */
    SCALE,
    /** BN's beta. */
    SHIFT,
    /** BN's running mean, not trained. */
    RUNNING_MEAN,
    /** BN's running variance (the variance itself), not trained. */
    RUNNING_VARIANCE;

    /** True for parameters that gradients and momentum move, false for running statistics. */
    public boolean trainable() {
      return this != RUNNING_MEAN && this != RUNNING_VARIANCE;
    }

    static Kind ofParameter(String parameter) {
      // A fast unit has two of each: gamma1, W1, gamma2, ...
      return switch (parameter.replaceFirst("[12]$", "")) {
        case "W" -> WEIGHT;
        case "b" -> BIAS;
        case "gamma" -> SCALE;
        case "beta" -> SHIFT;
        case "mean" -> RUNNING_MEAN;
        case "var" -> RUNNING_VARIANCE;
        default -> throw new IllegalArgumentException("Parameter of unknown kind: " + parameter);
      };
    }
  }

  /** One parameter array: elements offset (inclusive) to offset + length of the flat vector. */
  public record Slice(String layer, String parameter, int offset, int length, Kind kind) {}

  /** Elements start (inclusive) to end (exclusive) of the flat vector. */
  public record Range(int start, int end) implements Serializable {
    /** Number of elements. */
    int length() {
      return end - start;
    }
  }

  /** Checks that the slices follow each other from 0 on. */
  public ParameterLayout {
    slices = List.copyOf(slices);
    int end = 0;
    for (Slice slice : slices) {
      if (slice.offset() != end) {
        throw new IllegalArgumentException(
            "%s %s must start at %d, cannot be: %d"
                .formatted(slice.layer(), slice.parameter(), end, slice.offset()));
      }
      end += slice.length();
    }
  }

  /** Reads the layout of an initialised graph from the offsets of its parameter arrays. */
  public static ParameterLayout of(ComputationGraph graph) {
    long start = graph.params().offset();
    List<Slice> slices = new ArrayList<>();
    for (Layer layer : graph.getLayers()) {
      String name = layer.conf().getLayer().getLayerName();
      layer
          .paramTable()
          .forEach((parameter, array) -> slices.add(slice(name, parameter, array, start)));
    }
    slices.sort(Comparator.comparingInt(Slice::offset));
    return new ParameterLayout(slices);
  }

  private static Slice slice(String layer, String parameter, INDArray array, long start) {
    return new Slice(
        layer,
        parameter,
        Math.toIntExact(array.offset() - start),
        Math.toIntExact(array.length()),
        Kind.ofParameter(parameter));
  }

  /** Length of the flat vector: DL4J's numParams(). */
  public int length() {
    return slices.stream().mapToInt(Slice::length).sum();
  }

  /** Number of elements that gradients move: all but running statistics. */
  public int trainableCount() {
    return slices.stream().filter(s -> s.kind().trainable()).mapToInt(Slice::length).sum();
  }

  /**
   * Ranges of the running statistics, ascending, one for each BN layer. An optimiser of the flat
   * vector (outer momentum) must not move them: a variance that overshoots turns negative.
   */
  public List<Range> runningStatistics() {
    List<Range> ranges = new ArrayList<>();
    for (Slice slice : slices) {
      if (slice.kind().trainable()) {
        continue;
      }
      int end = slice.offset() + slice.length();
      int last = ranges.size() - 1;
      if (last >= 0 && ranges.get(last).end() == slice.offset()) {
        ranges.set(last, new Range(ranges.get(last).start(), end));
      } else {
        ranges.add(new Range(slice.offset(), end));
      }
    }
    return List.copyOf(ranges);
  }
}
