package org.sparkresnet.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureTest {
  private static final int CLASSES = 10;
  private static final int EXAMPLES = 4000;

  /** Examples whose labels are drawn from their probabilities, which are then made sharper. */
  private static ClassProbabilities sharpened(double by) {
    Random random = new Random(7);
    float[] probabilities = new float[EXAMPLES * CLASSES];
    int[] labels = new int[EXAMPLES];
    for (int example = 0; example < EXAMPLES; example++) {
      double[] logits = new double[CLASSES];
      for (int id = 0; id < CLASSES; id++) {
        logits[id] = 2 * random.nextGaussian();
      }
      double[] fair = softmax(logits, 1);
      double left = random.nextDouble();
      int label = 0;
      while (label < CLASSES - 1 && left >= fair[label]) {
        left -= fair[label++];
      }
      labels[example] = label;
      double[] sharp = softmax(logits, by);
      for (int id = 0; id < CLASSES; id++) {
        probabilities[example * CLASSES + id] = (float) sharp[id];
      }
    }
    return new ClassProbabilities(probabilities, labels);
  }

  private static double[] softmax(double[] logits, double by) {
    double[] values = new double[logits.length];
    double sum = 0;
    for (int id = 0; id < logits.length; id++) {
      values[id] = Math.exp(by * logits[id]);
      sum += values[id];
    }
    for (int id = 0; id < logits.length; id++) {
      values[id] /= sum;
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2, 3})
  void theTemperatureUndoesASharpening(double by) {
    Temperature fitted = Temperature.fit(sharpened(by));

    assertThat(fitted.value() / by).isCloseTo(1, within(0.06));
    assertThat(fitted.examples()).isEqualTo(EXAMPLES);
    assertThat(fitted.lossAfter()).isLessThanOrEqualTo(fitted.lossBefore());
    assertThat(fitted.isAtLimit()).isFalse();
  }

  @Test
  void noOtherTemperatureHasALowerLoss() {
    ClassProbabilities data = sharpened(2);
    Temperature fitted = Temperature.fit(data);

    for (double other : new double[] {0.9, 0.99, 0.999, 1.001, 1.01, 1.1}) {
      float[] scaled = new float[data.probabilities().length];
      for (int example = 0; example < EXAMPLES; example++) {
        double[] logits = new double[CLASSES];
        for (int id = 0; id < CLASSES; id++) {
          logits[id] = Math.log(data.probabilities()[example * CLASSES + id]);
        }
        double[] values = softmax(logits, 1 / (other * fitted.value()));
        for (int id = 0; id < CLASSES; id++) {
          scaled[example * CLASSES + id] = (float) values[id];
        }
      }
      assertThat(Temperature.fit(new ClassProbabilities(scaled, data.labels())).lossBefore())
          .isGreaterThan(fitted.lossAfter() - 1e-9);
    }
  }

  @Test
  void partsGiveTheSameBitsAsTheWhole() {
    ClassProbabilities whole = sharpened(2);
    int cut = 123;
    ClassProbabilities joined =
        ClassProbabilities.join(
            List.of(
                new ClassProbabilities(
                    Arrays.copyOf(whole.probabilities(), cut * CLASSES),
                    Arrays.copyOf(whole.labels(), cut)),
                new ClassProbabilities(
                    Arrays.copyOfRange(whole.probabilities(), cut * CLASSES, EXAMPLES * CLASSES),
                    Arrays.copyOfRange(whole.labels(), cut, EXAMPLES))));

    assertThat(Temperature.fit(joined)).isEqualTo(Temperature.fit(whole));
  }

  @Test
  void examplesThatAreAllRightOrAllWrongStopAtALimit() {
    float[] probabilities = {0.9f, 0.1f, 0.2f, 0.8f};

    Temperature right = Temperature.fit(new ClassProbabilities(probabilities, new int[] {0, 1}));
    Temperature wrong = Temperature.fit(new ClassProbabilities(probabilities, new int[] {1, 0}));

    assertThat(right.value()).isEqualTo(Temperature.LOWEST);
    assertThat(wrong.value()).isEqualTo(Temperature.HIGHEST);
    assertThat(right.isAtLimit()).isTrue();
    assertThat(wrong.isAtLimit()).isTrue();
  }

  @Test
  void aProbabilityOfZeroIsFinite() {
    float[] probabilities = {1, 0, 0, 1, 0.6f, 0.4f};

    Temperature fitted =
        Temperature.fit(new ClassProbabilities(probabilities, new int[] {0, 0, 0}));

    assertThat(fitted.lossAfter()).isFinite();
    assertThat(fitted.value()).isGreaterThan(1);
  }

  @Test
  void nothingIsRefused() {
    assertThatThrownBy(() -> Temperature.fit(new ClassProbabilities(new float[0], new int[0])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a temperature cannot be fitted on no example");
  }

  @Test
  void aProbabilityOfNanMakesTheLossNan() {
    Temperature fitted =
        Temperature.fit(new ClassProbabilities(new float[] {Float.NaN, 1}, new int[1]));
    assertThat(fitted.value()).isEqualTo(1);
    assertThat(fitted.lossBefore()).isNaN();
    assertThat(fitted.lossAfter()).isNaN();
  }
}
