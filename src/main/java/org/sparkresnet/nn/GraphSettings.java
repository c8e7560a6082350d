package org.sparkresnet.nn;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.sparkresnet.cifar.CifarFormat;

/**
 * Settings of a graph besides its shape.
 *
 * @param updater updater of all trainable parameters; DL4J gives running statistics a NoOp
 * @param weightDecay factor of DL4J's l2: adds weightDecay x w to the gradient of convolution and
 *     dense weights, never to scales, shifts or biases
 * @param seed of the initial weights
 * @param dataType FLOAT; DOUBLE only for numerical gradient checks
 * @param imageSize 32; smaller for crops and for numerical gradient checks
 */
public record GraphSettings(
    IUpdater updater, double weightDecay, long seed, DataType dataType, int imageSize) {
  /** Colour channels of an image. */
  static final int IMAGE_CHANNELS = CifarFormat.CHANNELS;

  /** Height and width of a CIFAR-10 image. */
  public static final int IMAGE_SIZE = CifarFormat.SIDE;

  /** Channels of the first stage; every later stage has twice those of the one before. */
  public static final int FIRST_CHANNELS = 16;

  static GraphSettings training(IUpdater updater, double weightDecay, long seed) {
    return training(updater, weightDecay, seed, IMAGE_SIZE);
  }

  static GraphSettings training(IUpdater updater, double weightDecay, long seed, int imageSize) {
    return new GraphSettings(updater, weightDecay, seed, DataType.FLOAT, imageSize);
  }

  /** A graph without vertices: one NHWC image as input, He initialisation, workspaces on. */
  GraphBuilder emptyGraph(CacheMode cacheMode) {
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(dataType)
            .weightInit(WeightInit.RELU)
            .updater(updater)
            .convolutionMode(ConvolutionMode.Truncate)
            .cacheMode(cacheMode)
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED);
    if (weightDecay > 0) {
      builder.l2(weightDecay);
    }
    return builder
        .graphBuilder()
        .addInputs(VertexNames.INPUT)
        .setInputTypes(
            InputType.convolutional(imageSize, imageSize, IMAGE_CHANNELS, CNN2DFormat.NHWC));
  }
}
