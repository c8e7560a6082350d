package org.sparkresnet.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkresnet.dataset.Augmentation;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.plan.AveragingFrequency.Phase;
import org.sparkresnet.replica.LearningRate;
import org.sparkresnet.replica.Optimizer;
import org.sparkresnet.replica.ReplicaSpec;

class TrainConfigTest {
  private static final AveragingFrequency OFTEN_AT_FIRST =
      new AveragingFrequency(List.of(new Phase(0, 8), new Phase(50, 16)));
  private static final OuterOptimizer MOMENTUM = new OuterOptimizer(1, 0.5, false);

  private static TrainConfig config(
      AveragingFrequency frequency, double inner, boolean average, OuterOptimizer outer) {
    LearningRate rate = new LearningRate.Step(1, 0.5, List.of(3L));
    return new TrainConfig(
        new Plan(1000, 2, 5, 100, frequency),
        new ReplicaSpec(
            new NetworkConfig(8, true), LayerSet.STOCK, new Optimizer(rate, inner, true, 0), 7),
        Augmentation.NONE,
        0,
        average,
        outer,
        0,
        ModelSelection.NONE);
  }

  @Test
  void theRateOfARoundIsTheMeanOfItsMinibatches() {
    TrainConfig config = config(OFTEN_AT_FIRST, 0.9, true, OuterOptimizer.NONE);
    // Three at 1 and five at 1/2.
    assertThat(config.meanLearningRate(config.plan().roundAt(0, 0))).isEqualTo(5.5 / 8);
    assertThat(config.meanLearningRate(config.plan().roundAt(8, 1))).isEqualTo(0.5);
  }

  @Test
  void warnsOfTwoMomentaInShortRounds() {
    assertThat(config(OFTEN_AT_FIRST, 0.9, true, MOMENTUM).cautions())
        .containsExactly(
            "train.outer.momentum = 0.5 oscillates with an averaged train.momentum = 0.9 in rounds"
                + " of fewer than 16 minibatches (train.averaging-frequency: 8); set"
                + " train.average-momentum = false or average less often");
  }

  @Test
  void doesNotWarnWhereTheMomentaDoNotMeet() {
    AveragingFrequency seldom = AveragingFrequency.every(16);
    assertThat(config(seldom, 0.9, true, MOMENTUM).cautions()).isEmpty();
    assertThat(config(OFTEN_AT_FIRST, 0, true, MOMENTUM).cautions()).isEmpty();
    assertThat(config(OFTEN_AT_FIRST, 0.9, false, MOMENTUM).cautions()).isEmpty();
    OuterOptimizer lookahead = new OuterOptimizer(0.5, 0, false);
    assertThat(config(OFTEN_AT_FIRST, 0.9, true, lookahead).cautions()).isEmpty();
  }

  private static TrainConfig config(Plan plan, LearningRate rate) {
    return new TrainConfig(
        plan,
        new ReplicaSpec(
            new NetworkConfig(8, true), LayerSet.STOCK, new Optimizer(rate, 0.9, true, 0), 7),
        Augmentation.NONE,
        0,
        true,
        OuterOptimizer.NONE,
        0,
        ModelSelection.NONE);
  }

  @Test
  void warnsOfWorkersThatLoseMuchThoughTheyAreAveragedAlways() {
    LearningRate rate = new LearningRate.Constant(0.1);
    AveragingFrequency always = AveragingFrequency.every(1);
    assertThat(config(new Plan(50_000, 32, 4, 1000, always), rate).cautions())
        .containsExactly(
            "32 workers with 128 images a step lose about 0.4 points of accuracy against one worker,"
                + " though they are averaged after every minibatch; take fewer workers, or more"
                + " images a step (train.global-batch-size)");
    assertThat(config(new Plan(50_000, 32, 16, 1000, always), rate).cautions()).isEmpty();
    assertThat(config(new Plan(50_000, 8, 16, 1000, always), rate).cautions()).isEmpty();
  }

  @Test
  void warnsOfARateThatNeverSteps() {
    Plan plan = new Plan(50_000, 2, 128, 3920, AveragingFrequency.every(4));
    LearningRate late = new LearningRate.Step(0.1, 0.1, List.of(32_000L, 48_000L));
    String warning =
        "the learning rate stays at 0.1: the first iteration of train.step.at is 32000, and the run"
            + " has 3920 iterations";
    assertThat(config(plan, late).cautions()).containsExactly(warning);
    assertThat(config(plan, new LearningRate.WarmUp(late, 5, 0.1, true)).cautions())
        .containsExactly(warning);
    LearningRate once = new LearningRate.Step(0.1, 0.1, List.of(3919L, 48_000L));
    assertThat(config(plan, once).cautions()).isEmpty();
  }

  @Test
  void onlyRateOneWithoutMomentumIsPlainAveraging() {
    assertThat(OuterOptimizer.NONE.isPlain()).isTrue();
    assertThat(new OuterOptimizer(1, 0, true).isPlain()).isTrue();
    assertThat(new OuterOptimizer(0.5, 0, false).isPlain()).isFalse();
    assertThat(MOMENTUM.isPlain()).isFalse();
    assertThatThrownBy(() -> new OuterOptimizer(Double.POSITIVE_INFINITY, 0, false))
        .hasMessage("train.outer.rate must be above 0 and finite, cannot be: Infinity");
  }
}
