package org.sparkresnet.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.nn.onednn.OneDnnNetworks;

class ExampleOutputsTest {
  private static final int CLASSES = 10;
  private static final int BATCH = 3;

  @Test
  void lossMarginAndOtherClassAreAsCountedByHand() {
    ExampleOutputs.Builder builder = new ExampleOutputs.Builder(true);
    builder.add(new float[] {1, 3, 2}, 2);
    builder.add(new float[] {4, 1, 1}, 0);
    builder.add(new float[] {0, 0}, 1);
    ExampleOutputs outputs = builder.build();

    assertThat(outputs.size()).isEqualTo(3);
    assertThat(builder.right()).as("a tie is no right answer").isEqualTo(1);
    assertThat(outputs.labels()).containsExactly(2, 0, 1);
    assertThat(outputs.others()).containsExactly(1, 1, 0);
    assertThat(outputs.margins()).containsExactly(-1, 3, 0);
    assertThat((double) outputs.losses()[0])
        .isCloseTo(Math.log(Math.exp(1) + Math.exp(3) + Math.exp(2)) - 2, within(1e-6));
    assertThat((double) outputs.losses()[2]).isCloseTo(Math.log(2), within(1e-6));
  }

  @ParameterizedTest
  @EnumSource
  void observationGivesTheLossOfTheTrainingAndChangesNoBit(LayerSet layers) {
    assumeTrue(
        layers != LayerSet.ONEDNN_BFLOAT16 || OneDnn.bfloat16Refusal("train.precision").isEmpty());
    Optimizer optimizer = new Optimizer(new LearningRate.Constant(0.1), 0.9, false, 0);
    ReplicaSpec spec = new ReplicaSpec(new NetworkConfig(8, true), layers, optimizer, 7);
    var network = spec.createNetwork();
    Weights start = NativeArrays.weights(network);
    OneDnnNetworks.close(network);
    try (Replica replica = new Replica(spec, 1)) {
      Replica.Trained plain = replica.train(start, 0, 0, minibatches().iterator());
      Replica.Trained observed = replica.train(start, 0, 0, minibatches().iterator(), true);
      Replica.Trained again = replica.train(start, 0, 0, minibatches().iterator());

      assertThat(observed.weights().parameters())
          .containsExactly(plain.weights().parameters())
          .containsExactly(again.weights().parameters());
      assertThat(plain.outputs().size()).isZero();
      assertThat(again.outputs().size()).isZero();
      ExampleOutputs outputs = observed.outputs();
      int right = 0;
      for (float margin : outputs.margins()) {
        right += margin > 0 ? 1 : 0;
      }
      assertThat(List.of(plain.right(), observed.right(), again.right())).containsOnly(right);
      assertThat(outputs.size()).isEqualTo(2 * BATCH);
      double sum = 0;
      for (int i = 0; i < outputs.size(); i++) {
        assertThat(outputs.labels()[i]).isEqualTo((short) (i * 7 % CLASSES));
        assertThat(outputs.others()[i]).isNotEqualTo(outputs.labels()[i]);
        sum += outputs.losses()[i];
      }
      // Without label smoothing and weight decay the two are one number.
      assertThat(sum).isCloseTo(observed.lossSum(), within(1e-4));
    }
  }

  private static List<DataSet> minibatches() {
    Random random = new Random(3);
    List<DataSet> all = new ArrayList<>();
    for (int minibatch = 0; minibatch < 2; minibatch++) {
      float[] pixels = new float[BATCH * 32 * 32 * 3];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) random.nextGaussian();
      }
      float[] labels = new float[BATCH * CLASSES];
      for (int i = 0; i < BATCH; i++) {
        labels[i * CLASSES + (minibatch * BATCH + i) * 7 % CLASSES] = 1;
      }
      all.add(
          new DataSet(
              Nd4j.create(pixels, new long[] {BATCH, 32, 32, 3}, 'c').castTo(DataType.FLOAT),
              Nd4j.create(labels, new long[] {BATCH, CLASSES}, 'c')));
    }
    return all;
  }
}
