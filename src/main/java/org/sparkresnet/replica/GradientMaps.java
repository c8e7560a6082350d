package org.sparkresnet.replica;

import java.nio.FloatBuffer;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.nn.VertexNames;

/**
 * Maps of {@link Preconditioning} on the gradients of a running network. DL4J calls a listener
 * between the backward pass and the updater, which adds the weight decay first.
 */
final class GradientMaps extends BaseTrainingListener {
  private final ParameterLayout.Slice stem;
  private final List<ParameterLayout.Slice> shifts;
  private final StemWhitening whitening;
  private final double[][] ofStem;
  private final double shiftRate;

  private GradientMaps(ParameterLayout layout, double shiftRate, StemWhitening whitening) {
    stem =
        layout.slices().stream()
            .filter(slice -> slice.layer().equals(VertexNames.STEM))
            .findFirst()
            .orElseThrow();
    shifts =
        layout.slices().stream()
            .filter(slice -> slice.kind() == ParameterLayout.Kind.SHIFT)
            .toList();
    this.whitening = whitening;
    this.shiftRate = shiftRate;
    ofStem = whitening.isPresent() ? whitening.gradient() : new double[0][];
  }

  /** Whitens a network's initial weights, and maps its gradients from now on. */
  static void install(ComputationGraph network, double shiftRate, StemWhitening whitening) {
    if (!whitening.isPresent() && shiftRate == 1) {
      return;
    }
    GradientMaps maps = new GradientMaps(ParameterLayout.of(network), shiftRate, whitening);
    if (whitening.isPresent()) {
      maps.multiplyStem(NativeArrays.view(network.params()), whitening.weights());
    }
    network.setListeners(maps);
  }

  @Override
  public void onGradientCalculation(Model model) {
    FloatBuffer gradient = NativeArrays.view(((ComputationGraph) model).getGradientsViewArray());
    if (whitening.isPresent()) {
      multiplyStem(gradient, ofStem);
    }
    if (shiftRate != 1) {
      shifts.forEach(shift -> multiply(gradient, shift));
    }
  }

  private void multiplyStem(FloatBuffer flat, double[][] matrix) {
    float[] rows = new float[stem.length()];
    flat.get(stem.offset(), rows);
    StemWhitening.multiply(rows, matrix);
    flat.put(stem.offset(), rows);
  }

  private void multiply(FloatBuffer gradient, ParameterLayout.Slice slice) {
    for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
      gradient.put(i, (float) (shiftRate * gradient.get(i)));
    }
  }
}
