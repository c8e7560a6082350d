package org.sparkresnet.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;

class ReliabilityTest {
  private static final int ACTUAL = 3;

  private static Predictions predictions(float[] probabilities, boolean[] right) {
    Predictions predictions = new Predictions(0);
    for (int i = 0; i < probabilities.length; i++) {
      predictions.add(i, ACTUAL, right[i] ? ACTUAL : ACTUAL + 1, probabilities[i]);
    }
    return predictions;
  }

  /** Two answers in the bin from 8/15 to 9/15, three in the highest. */
  private static Reliability fiveAnswers() {
    return Reliability.of(
        predictions(
            new float[] {0.55f, 0.59f, 0.95f, 0.96f, 1},
            new boolean[] {true, false, true, false, true}));
  }

  @Example
  void theErrorIsAsCountedByHand() {
    Reliability reliability = fiveAnswers();

    assertThat(reliability.bins()).hasSize(15);
    assertThat(reliability.bins().get(8).examples()).isEqualTo(2);
    assertThat(reliability.bins().get(8).accuracy()).isEqualTo(0.5);
    assertThat(reliability.bins().get(8).meanProbability()).isCloseTo(0.57, within(1e-6));
    assertThat(reliability.bins().get(14).correct()).isEqualTo(2);
    // (2 · |1/2 - 0.57| + 3 · |2/3 - 0.97|) / 5.
    assertThat(reliability.expectedCalibrationError()).isCloseTo((0.14 + 0.91) / 5, within(1e-6));
  }

  @Example
  void answersAboveABinAreCountedWithTheirShareAndAccuracy() {
    Reliability.Above sure = fiveAnswers().above(12);

    assertThat(sure.probability()).isEqualTo(0.8);
    assertThat(sure.examples()).isEqualTo(3);
    assertThat(sure.share()).isEqualTo(0.6);
    assertThat(sure.accuracy()).isEqualTo(2 / 3d);
  }

  @Example
  void limitsBelongToTheBinBelow() {
    assertThat(Reliability.binOf(0)).isZero();
    assertThat(Reliability.binOf(3 / 15d)).isEqualTo(2);
    assertThat(Reliability.binOf(Math.nextUp(3 / 15d))).isEqualTo(3);
    assertThat(Reliability.binOf(1)).isEqualTo(14);
    assertThat(Reliability.binOf(1.0000001)).as("a float softmax may round up").isEqualTo(14);
    assertThat(Reliability.binOf(Double.NaN)).isZero();
  }

  @Example
  void nothingHasNoError() {
    Reliability none = Reliability.of(new Predictions(0));

    assertThatThrownBy(none::expectedCalibrationError)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no example was counted: an empty set has no error");
  }

  @Example
  void aNanIsNotHidden() {
    Reliability reliability =
        Reliability.of(predictions(new float[] {Float.NaN, 0.5f}, new boolean[] {true, true}));

    assertThat(reliability.expectedCalibrationError()).isNaN();
  }

  @Property(tries = 200)
  void everyAnswerIsInOneBinAndTheErrorIsAShare(
      @ForAll @Size(min = 1, max = 60) float[] values,
      @ForAll @FloatRange(min = 0, max = 1) float other) {
    float[] probabilities = values.clone();
    boolean[] right = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      right[i] = values[i] > other;
      probabilities[i] = Math.abs(values[i]) % 1;
    }
    Reliability reliability = Reliability.of(predictions(probabilities, right));

    assertThat(reliability.examples()).isEqualTo(values.length);
    assertThat(reliability.expectedCalibrationError()).isBetween(0.0, 1.0);
    assertThat(reliability.above(0).share()).isEqualTo(1);
    for (Reliability.Bin bin : reliability.bins()) {
      if (bin.examples() > 0) {
        assertThat(bin.meanProbability()).isBetween(bin.lower() - 1e-12, bin.upper() + 1e-12);
      }
    }
  }
}
