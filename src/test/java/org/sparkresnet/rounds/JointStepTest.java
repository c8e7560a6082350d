package org.sparkresnet.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.replica.NativeArrays;
import org.sparkresnet.replica.Weights;

/**
 * With plain SGD and no batch normalisation, averaging after every minibatch is one step on the
 * joint minibatch: the mean of the gradients, weighted by examples.
 */
class JointStepTest {
  private static final int EXAMPLES = 24;

  @Test
  void averagingAfterOneMinibatchEqualsOneStepOnTheJointMinibatch() {
    OmpThreads.set(1);
    Nd4j.getRandom().setSeed(3);
    INDArray features = Nd4j.rand(EXAMPLES, 12);
    INDArray labels = Nd4j.zeros(EXAMPLES, 10);
    for (int i = 0; i < EXAMPLES; i++) {
      labels.putScalar(i, i % 10, 1);
    }
    int share = 16; // unequal shares, so that the weights matter
    Weights mean =
        WorkerResult.mean(
            List.of(
                step(0, features, labels, 0, share), step(1, features, labels, share, EXAMPLES)));
    float[] joint = step(0, features, labels, 0, EXAMPLES).weights().parameters();
    List<Float> differences = new ArrayList<>();
    for (int i = 0; i < joint.length; i++) {
      differences.add(mean.parameters()[i] - joint[i]);
    }
    assertThat(differences).allSatisfy(d -> assertThat(d).isCloseTo(0f, within(1e-5f)));
    assertThat(joint).isNotEqualTo(NativeArrays.get(network().params()));
  }

  private static WorkerResult step(
      int worker, INDArray features, INDArray labels, int from, int to) {
    MultiLayerNetwork network = network();
    network.fit(
        features.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).dup(),
        labels.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).dup());
    Weights weights = new Weights(NativeArrays.get(network.params()), new float[0]);
    return new WorkerResult(new WorkerReport(worker, to - from, 0, 0, 0, 0, 0, 0, "", ""), weights);
  }

  private static MultiLayerNetwork network() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .updater(new Sgd(0.5))
            .list()
            .layer(new DenseLayer.Builder().nIn(12).nOut(8).activation(Activation.TANH).build())
            .layer(new OutputLayer.Builder().nIn(8).nOut(10).activation(Activation.SOFTMAX).build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }
}
