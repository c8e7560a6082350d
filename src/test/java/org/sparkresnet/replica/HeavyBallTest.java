package org.sparkresnet.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class HeavyBallTest {
  /** 0.1 and from iteration 2 on 0.01. */
  private static final LearningRate RATE = new LearningRate.Step(0.1, 0.1, List.of(2L));

  @Test
  void accumulatesVelocityAtTheRateOfEachIteration() {
    INDArray state = Nd4j.create(new float[] {7, 7});
    GradientUpdater<?> updater = heavyBall().instantiate(state, true);
    // v = 0.1 x (1, -2); then 0.9 v + 0.1 x (1, 0); then 0.9 v + 0.01 x (10, 10).
    assertStep(updater, 0, new float[] {1, -2}, 0.1f, -0.2f);
    assertStep(updater, 1, new float[] {1, 0}, 0.19f, -0.18f);
    assertStep(updater, 2, new float[] {10, 10}, 0.271f, -0.062f);
    assertThat(state.data().asFloat())
        .containsExactly(new float[] {0.271f, -0.062f}, within(1e-6f));
  }

  @Test
  void continuesFromAStateThatItIsGiven() {
    INDArray state = Nd4j.create(new float[] {1, 2});
    assertStep(heavyBall().instantiate(state, false), 0, new float[] {0, 10}, 0.9f, 2.8f);
  }

  @Test
  void hasOneVelocityPerParameter() {
    assertThat(heavyBall().stateSize(12)).isEqualTo(12);
    assertThat(heavyBall().hasLearningRate()).isTrue();
    assertThat(heavyBall().getLearningRate(1, 0)).isEqualTo(0.1);
    assertThat(heavyBall().clone()).isEqualTo(heavyBall()).hasSameHashCodeAs(heavyBall());
  }

  @Test
  void isChosenForClassicalMomentum() {
    assertThat(new Optimizer(RATE, 0.9, false, 0).updater()).isInstanceOf(HeavyBall.class);
    assertThat(new Optimizer(RATE, 0.9, true, 0).updater()).isInstanceOf(Nesterovs.class);
    assertThat(new Optimizer(RATE, 0, true, 0).updater()).isInstanceOf(Sgd.class);
  }

  @ParameterizedTest
  @CsvSource({
    "-0.1,0,'train.momentum must be at least 0 and below 1, cannot be: -0.1'",
    "1,0,'train.momentum must be at least 0 and below 1, cannot be: 1.0'",
    "NaN,0,'train.momentum must be at least 0 and below 1, cannot be: NaN'",
    "0.9,-1,'train.weight-decay must be at least 0, cannot be: -1.0'",
    "0.9,NaN,'train.weight-decay must be at least 0, cannot be: NaN'"
  })
  void optimizerRejectsOtherRanges(double momentum, double weightDecay, String message) {
    assertThatThrownBy(() -> new Optimizer(RATE, momentum, true, weightDecay))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }

  private static IUpdater heavyBall() {
    return new Optimizer(RATE, 0.9, false, 0).updater();
  }

  private static void assertStep(
      GradientUpdater<?> updater, int iteration, float[] gradient, float... expected) {
    INDArray step = Nd4j.create(gradient);
    updater.applyUpdater(step, iteration, 0);
    assertThat(step.data().asFloat()).containsExactly(expected, within(1e-6f));
  }
}
