package org.sparkresnet.replica;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sparkresnet.nn.ParameterLayout;
import org.sparkresnet.nn.VertexNames;

/**
 * Steps of {@link Muon} in a running network. After the backward pass the step is computed; after
 * DL4J's updater has moved all weights, those of Muon and their momentum are overwritten by it.
 */
final class MuonStep extends BaseTrainingListener {
  private final Muon muon;
  private final List<Tensor> tensors;

  private MuonStep(Muon muon, List<Tensor> tensors) {
    this.muon = muon;
    this.tensors = tensors;
  }

  /** Weights of one convolution, as a row-major matrix of a row for each output channel. */
  private static final class Tensor {
    private final int parameter;
    private final int state;
    private final int rows;
    private final NewtonSchulz orthogonalization;
    private final float[] weights;
    private final float[] velocity;

    /**
     * @param parameter place in the flat vector of parameters
     * @param state place in the updater's state
     * @param orthogonalization of matrices of this shape
     */
    Tensor(int parameter, int state, int rows, int length, NewtonSchulz orthogonalization) {
      this.parameter = parameter;
      this.state = state;
      this.rows = rows;
      this.orthogonalization = orthogonalization;
      this.weights = new float[length];
      this.velocity = new float[length];
    }
  }

  /** Lets Muon train a network's 3x3 weights but for the first convolution's. */
  static void install(ComputationGraph network, Muon muon) {
    if (!muon.isUsed()) {
      return;
    }
    List<Tensor> tensors = new ArrayList<>();
    Map<List<Integer>, NewtonSchulz> byShape = new HashMap<>();
    int state = 0;
    for (ParameterLayout.Slice slice : ParameterLayout.of(network).slices()) {
      long[] shape = network.getLayer(slice.layer()).getParam(slice.parameter()).shape();
      if (shape.length == 4 && !slice.layer().equals(VertexNames.STEM)) {
        int rows = Math.toIntExact(shape[0]);
        int length = slice.length();
        NewtonSchulz ofShape =
            byShape.computeIfAbsent(
                List.of(rows, length), any -> new NewtonSchulz(rows, length / rows));
        tensors.add(new Tensor(slice.offset(), state, rows, length, ofShape));
      }
      state += slice.kind().trainable() ? slice.length() : 0; // running statistics have none
    }
    network.addListeners(new MuonStep(muon, List.copyOf(tensors)));
  }

  @Override
  public void onGradientCalculation(Model model) {
    ComputationGraph network = (ComputationGraph) model;
    FloatBuffer parameters = NativeArrays.view(network.params());
    FloatBuffer gradients = NativeArrays.view(network.getGradientsViewArray());
    FloatBuffer state = NativeArrays.view(state(network));
    float rate = (float) muon.learningRate().at(network.getConfiguration().getIterationCount());
    for (Tensor tensor : tensors) {
      parameters.get(tensor.parameter, tensor.weights);
      state.get(tensor.state, tensor.velocity);
      float[] direction = new float[tensor.weights.length];
      gradients.get(tensor.parameter, direction);
      accumulate(direction, tensor.velocity, 1f / network.batchSize());
      tensor.orthogonalization.orthogonalize(direction);
      move(tensor, direction, rate);
    }
  }

  /** The state of SGD's momentum, which has the place of Muon's too. */
  private static INDArray state(ComputationGraph network) {
    return network.getUpdater(true).getStateViewArray();
  }

  /** v = momentum v + g; the direction is g + momentum v. */
  private void accumulate(float[] gradient, float[] velocity, float scale) {
    float momentum = (float) muon.momentum();
    for (int i = 0; i < gradient.length; i++) {
      float mean = scale * gradient[i];
      velocity[i] = momentum * velocity[i] + mean;
      gradient[i] = mean + momentum * velocity[i];
    }
  }

  private static void move(Tensor tensor, float[] direction, float rate) {
    float[] weights = tensor.weights;
    double norm = NewtonSchulz.norm(weights);
    float scale = norm > 0 ? (float) (Math.sqrt(tensor.rows) / norm) : 1;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = scale * weights[i] - rate * direction[i];
    }
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    ComputationGraph network = (ComputationGraph) model;
    FloatBuffer parameters = NativeArrays.view(network.params());
    FloatBuffer state = NativeArrays.view(state(network));
    for (Tensor tensor : tensors) {
      parameters.put(tensor.parameter, tensor.weights);
      state.put(tensor.state, tensor.velocity);
    }
  }
}
