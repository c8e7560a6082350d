package org.sparkresnet.replica;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.nn.VertexNames;

/**
 * Map of {@link StemWhitening} on the gradient of a running network. DL4J calls a listener between
 * the backward pass and the updater, which adds the weight decay first. Momentum and weights stay
 * linear in the gradients, so averaging is as exact as without the map.
 */
final class WhiteningStep extends BaseTrainingListener {
  private final ParameterLayout.Slice stem;
  private final double[][] matrix;

  private WhiteningStep(ParameterLayout.Slice stem, double[][] matrix) {
    this.stem = stem;
    this.matrix = matrix;
  }

  /** Whitens a network's initial weights, and maps its gradients from now on. */
  static void install(ComputationGraph network, StemWhitening whitening) {
    if (!whitening.isPresent()) {
      return;
    }
    ParameterLayout.Slice stem =
        ParameterLayout.of(network).slices().stream()
            .filter(slice -> slice.layer().equals(VertexNames.STEM))
            .findFirst()
            .orElseThrow();
    multiply(NativeArrays.view(network.params()), stem, whitening.weights());
    network.addListeners(new WhiteningStep(stem, whitening.gradient()));
  }

  @Override
  public void onGradientCalculation(Model model) {
    multiply(NativeArrays.view(((ComputationGraph) model).getGradientsViewArray()), stem, matrix);
  }

  private static void multiply(FloatBuffer flat, ParameterLayout.Slice stem, double[][] matrix) {
    float[] rows = new float[stem.length()];
    flat.get(stem.offset(), rows);
    StemWhitening.multiply(rows, matrix);
    flat.put(stem.offset(), rows);
  }
}
