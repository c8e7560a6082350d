package org.sparkresnet.replica;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
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

  /** Weights of one convolution, as a matrix of a row for each output channel. */
  private static final class Tensor {
    private final int parameter;
    private final int state;
    private final float[][] weights;
    private final float[][] velocity;

    /**
     * @param parameter place in the flat vector of parameters
     * @param state place in the updater's state
     */
    Tensor(int parameter, int state, int rows, int columns) {
      this.parameter = parameter;
      this.state = state;
      this.weights = new float[rows][columns];
      this.velocity = new float[rows][columns];
    }
  }

  /** Lets Muon train a network's 3x3 weights but for the first convolution's. */
  static void install(ComputationGraph network, Muon muon) {
    if (!muon.isUsed()) {
      return;
    }
    List<Tensor> tensors = new ArrayList<>();
    int state = 0;
    for (ParameterLayout.Slice slice : ParameterLayout.of(network).slices()) {
      long[] shape = network.getLayer(slice.layer()).getParam(slice.parameter()).shape();
      if (shape.length == 4 && !slice.layer().equals(VertexNames.STEM)) {
        int rows = Math.toIntExact(shape[0]);
        tensors.add(new Tensor(slice.offset(), state, rows, slice.length() / rows));
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
      read(parameters, tensor.parameter, tensor.weights);
      read(state, tensor.state, tensor.velocity);
      float[][] direction = new float[tensor.weights.length][tensor.weights[0].length];
      read(gradients, tensor.parameter, direction);
      accumulate(direction, tensor.velocity, 1f / network.batchSize());
      NewtonSchulz.orthogonalize(direction);
      move(tensor.weights, direction, rate);
    }
  }

  /** The state of SGD's momentum, which has the place of Muon's too. */
  private static INDArray state(ComputationGraph network) {
    return network.getUpdater(true).getStateViewArray();
  }

  /** v = momentum v + g; the direction is g + momentum v. */
  private void accumulate(float[][] gradient, float[][] velocity, float scale) {
    float momentum = (float) muon.momentum();
    for (int i = 0; i < gradient.length; i++) {
      for (int j = 0; j < gradient[i].length; j++) {
        float mean = scale * gradient[i][j];
        velocity[i][j] = momentum * velocity[i][j] + mean;
        gradient[i][j] = mean + momentum * velocity[i][j];
      }
    }
  }

  private static void move(float[][] weights, float[][] direction, float rate) {
    double norm = NewtonSchulz.norm(weights);
    float scale = norm > 0 ? (float) (Math.sqrt(weights.length) / norm) : 1;
    for (int i = 0; i < weights.length; i++) {
      for (int j = 0; j < weights[i].length; j++) {
        weights[i][j] = scale * weights[i][j] - rate * direction[i][j];
      }
    }
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    ComputationGraph network = (ComputationGraph) model;
    FloatBuffer parameters = NativeArrays.view(network.params());
    FloatBuffer state = NativeArrays.view(state(network));
    for (Tensor tensor : tensors) {
      write(tensor.weights, parameters, tensor.parameter);
      write(tensor.velocity, state, tensor.state);
    }
  }

  private static void read(FloatBuffer flat, int offset, float[][] rows) {
    for (int i = 0; i < rows.length; i++) {
      flat.get(offset + i * rows[i].length, rows[i]);
    }
  }

  private static void write(float[][] rows, FloatBuffer flat, int offset) {
    for (int i = 0; i < rows.length; i++) {
      flat.put(offset + i * rows[i].length, rows[i]);
    }
  }
}
