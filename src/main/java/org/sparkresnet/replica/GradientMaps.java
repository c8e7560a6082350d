package org.sparkresnet.replica;

import java.nio.FloatBuffer;
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
  private final double[][] ofStem;

  private GradientMaps(ParameterLayout layout, StemWhitening whitening) {
    stem =
        layout.slices().stream()
            .filter(slice -> slice.layer().equals(VertexNames.STEM))
            .findFirst()
            .orElseThrow();
    ofStem = whitening.gradient();
  }

  /** Whitens a network's initial weights, and its gradients from now on. */
  static void install(ComputationGraph network, StemWhitening whitening) {
    if (whitening.isPresent()) {
      GradientMaps maps = new GradientMaps(ParameterLayout.of(network), whitening);
      maps.multiplyStem(NativeArrays.view(network.params()), whitening.weights());
      network.setListeners(maps);
    }
  }

  @Override
  public void onGradientCalculation(Model model) {
    multiplyStem(NativeArrays.view(((ComputationGraph) model).getGradientsViewArray()), ofStem);
  }

  private void multiplyStem(FloatBuffer flat, double[][] matrix) {
    float[] rows = new float[stem.length()];
    flat.get(stem.offset(), rows);
    StemWhitening.multiply(rows, matrix);
    flat.put(stem.offset(), rows);
  }
}
