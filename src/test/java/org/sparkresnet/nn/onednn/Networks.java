package org.sparkresnet.nn.onednn;

import java.util.Random;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.sparkresnet.nn.kernels.Precision;

/** A small network of each of the fast layers, and random images for it. */
public final class Networks {
  static final int SIZE = 8;

  private Networks() {}

  public static ComputationGraph small() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .weightInit(WeightInit.RELU)
                .updater(new Nesterovs(0.01, 0.9))
                .l2(1e-4)
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 3, CNN2DFormat.NHWC))
                .addLayer("stem", new Stem(16, Precision.FLOAT32), "image")
                .addLayer(
                    "unit1",
                    new ResidualUnit(16, 1, Shortcut.IDENTITY_AFTER_ACTIVATION, Precision.FLOAT32),
                    "stem")
                .addLayer(
                    "unit2",
                    new ResidualUnit(32, 2, Shortcut.POOL_AND_PAD, Precision.FLOAT32),
                    "unit1")
                .addLayer(
                    "unit3", new ResidualUnit(32, 1, Shortcut.IDENTITY, Precision.FLOAT32), "unit2")
                .addLayer("head", new Head(Precision.FLOAT32), "unit3")
                .addLayer(
                    "dense",
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .nOut(10)
                        .build(),
                    "head")
                .setOutputs("dense")
                .build());
    graph.init();
    return graph;
  }

  public static DataSet data(int batch, long seed) {
    Random random = new Random(seed);
    float[] images = new float[batch * SIZE * SIZE * 3];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    float[] labels = new float[batch * 10];
    for (int i = 0; i < batch; i++) {
      labels[i * 10 + random.nextInt(10)] = 1;
    }
    return new DataSet(
        Nd4j.create(images, new long[] {batch, SIZE, SIZE, 3}, 'c'),
        Nd4j.create(labels, new long[] {batch, 10}, 'c'));
  }
}
