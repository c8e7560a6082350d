package org.sparkresnet.replica;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.sparkresnet.nn.VertexNames;

/**
 * Cross-entropy of the dense layer that hands on the logits which training computes anyway. DL4J
 * gives the activations before the last layer to its listeners, and the logits to the loss alone.
 */
final class ObservingLoss extends LossMCXENT {
  private static final long serialVersionUID = 1L;

  private transient ExampleOutputs.Builder target;

  private ObservingLoss() {}

  /** Hands the outputs of a network's training to a target from now on. */
  static void observe(ComputationGraph network, ExampleOutputs.Builder target) {
    BaseOutputLayer dense = (BaseOutputLayer) network.getLayer(VertexNames.DENSE).conf().getLayer();
    if (dense.getLossFn() instanceof ObservingLoss observing) {
      observing.target = target;
    } else {
      ObservingLoss observing = new ObservingLoss();
      observing.target = target;
      dense.setLossFn(observing);
    }
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray logits, IActivation activation, INDArray mask) {
    hand(labels, logits);
    return super.computeGradient(labels, logits, activation, mask);
  }

  private void hand(INDArray labels, INDArray logits) {
    int classes = Math.toIntExact(logits.size(1));
    FloatBuffer targets = NativeArrays.view(labels);
    FloatBuffer values = NativeArrays.view(logits);
    float[] row = new float[classes];
    for (int example = 0; example < logits.size(0); example++) {
      int label = 0;
      for (int id = 0; id < classes; id++) {
        row[id] = values.get(index(logits, example, id));
        if (targets.get(index(labels, example, id)) > targets.get(index(labels, example, label))) {
          label = id; // the largest target, also with label smoothing
        }
      }
      target.add(row, label);
    }
  }

  private static int index(INDArray array, int row, int column) {
    return Math.toIntExact(row * array.stride(0) + column * array.stride(1));
  }
}
