package org.sparkresnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.assertj.core.util.DoubleComparator;
import org.junit.jupiter.api.Test;
import org.sparkresnet.replica.ExampleOutputs;
import org.sparkresnet.rounds.ObservedExamples;

class ExampleDynamicsTest {
  private static final RecursiveComparisonConfiguration CLOSE =
      RecursiveComparisonConfiguration.builder()
          .withComparatorForType(new DoubleComparator(1e-12), Double.class)
          .build();

  private static ObservedExamples observed(long id, float loss, float margin) {
    return new ObservedExamples(
        new long[] {id},
        new ExampleOutputs(
            new short[] {3}, new short[] {5}, new float[] {loss}, new float[] {margin}));
  }

  /** Image 8 is right, wrong, right, wrong; image 2 is always wrong; image 4 comes late. */
  private static ExampleDynamics fourEpochs() {
    ExampleDynamics dynamics = new ExampleDynamics();
    dynamics.add(2, List.of(observed(8, 1, 1), observed(2, 3, -2)));
    dynamics.add(3, List.of(observed(2, 4, -3), observed(8, 2, -1)));
    dynamics.add(4, List.of(observed(8, 1, 2), ObservedExamples.NONE, observed(2, 2, -1)));
    dynamics.add(5, List.of(observed(8, 2, -4), observed(2, 3, -2), observed(4, 0.5f, 3)));
    return dynamics;
  }

  /** Losses of four epochs, weighted by 0.7 x 0.7 x 0.7, 0.7 x 0.7, 0.7 and 1. */
  private static double late(double... losses) {
    double sum = 0;
    double weights = 0;
    for (double loss : losses) {
      sum = 0.7 * sum + loss;
      weights = 0.7 * weights + 1;
    }
    return sum / weights;
  }

  @Test
  void theLastEpochsDecideWhichLabelIsMoreSuspect() {
    ExampleDynamics dynamics = new ExampleDynamics();
    for (int epoch = 0; epoch < 8; epoch++) {
      float learned = epoch < 5 ? 4 : 0.1f;
      float memorised = 3 - 0.2f * epoch;
      dynamics.add(epoch, List.of(observed(1, learned, -3), observed(2, memorised, -1)));
    }
    assertThat(dynamics.mostSuspectFirst())
        .extracting(ExampleDynamics.Example::id)
        .containsExactly(2L, 1L);
    assertThat(dynamics.mostSuspectFirst().get(0).meanLoss())
        .isLessThan(dynamics.mostSuspectFirst().get(1).meanLoss());
  }

  @Test
  void meansAndForgettingEventsAreAsCountedByHand() {
    assertThat(fourEpochs().mostSuspectFirst())
        .usingRecursiveFieldByFieldElementComparator(CLOSE)
        .containsExactly(
            new ExampleDynamics.Example(2, 3, 5, 4, 0, 0, 3, -2, late(3, 4, 2, 3)),
            new ExampleDynamics.Example(8, 3, 5, 4, 2, 2, 1.5, -0.5, late(1, 2, 1, 2)),
            new ExampleDynamics.Example(4, 3, 5, 1, 1, 0, 0.5, 3, 0.5));
    assertThat(fourEpochs().firstEpoch()).isEqualTo(2);
    assertThat(new ExampleDynamics().mostSuspectFirst()).isEmpty();
  }

  @Test
  void aCopyFromBytesGoesOnAsTheOriginal() throws IOException {
    ExampleDynamics original = fourEpochs();
    ExampleDynamics copy = copy(original);
    assertThat(copy).isEqualTo(original);
    for (ExampleDynamics one : List.of(original, copy)) {
      one.add(6, List.of(observed(8, 1, 1)));
      one.add(7, List.of(observed(8, 1, -1)));
    }
    assertThat(copy).isEqualTo(original);
    assertThat(copy.mostSuspectFirst().get(1).forgotten()).isEqualTo(3);
  }

  private static byte[] bytes(ExampleDynamics dynamics) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    dynamics.write(new DataOutputStream(out));
    return out.toByteArray();
  }

  private static ExampleDynamics copy(ExampleDynamics dynamics) throws IOException {
    return read(bytes(dynamics));
  }

  private static ExampleDynamics read(byte[] bytes) throws IOException {
    return ExampleDynamics.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  @Test
  void cutAndWrongBytesAreRefused() throws IOException {
    byte[] bytes = bytes(fourEpochs());
    assertThatThrownBy(() -> read(Arrays.copyOf(bytes, bytes.length - 1)))
        .isInstanceOf(EOFException.class);
    byte[] negative = bytes.clone();
    negative[4] = (byte) 0x80;
    assertThatThrownBy(() -> read(negative))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("dynamics of -\\d+ examples");
  }
}
