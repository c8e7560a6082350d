package org.sparkresnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.sparkresnet.plan.Plan;

class TrainingListenerTest {
  private static final EpochReport EPOCH =
      new EpochReport(0, 10, 1.5, OptionalDouble.empty(), new float[0], true);

  private final List<String> calls = new ArrayList<>();

  private TrainingListener recorder(String name, OptionalDouble accuracy) {
    return new TrainingListener() {
      @Override
      public void started(Progress progress) {
        calls.add(name + " started at " + progress.iteration());
      }

      @Override
      public void roundFinished(RoundReport round) {
        calls.add(name + " round " + round.round().number());
      }

      @Override
      public OptionalDouble epochFinished(EpochReport epoch) {
        calls.add(name + " epoch " + epoch.epoch());
        return accuracy;
      }

      @Override
      public void beforeCheckpoint(long iteration) {
        calls.add(name + " checkpoint " + iteration);
      }

      @Override
      public void checkpointSaved(long iteration) {
        calls.add(name + " saved " + iteration);
      }
    };
  }

  @Test
  void severalListenersAreToldInOrder() {
    TrainingListener both =
        TrainingListener.of(
            recorder("a", OptionalDouble.empty()), recorder("b", OptionalDouble.empty()));
    both.started(Progress.START);
    both.roundFinished(
        new RoundReport(
            new Plan.Round(7, 0, 0, 0, 1, true),
            10,
            1.5,
            0.1,
            1,
            1,
            1,
            0,
            0,
            0,
            100,
            100,
            0,
            Optional.empty()));
    assertThat(both.epochFinished(EPOCH)).isEmpty();
    both.beforeCheckpoint(10);
    both.checkpointSaved(10);
    assertThat(calls)
        .containsExactly(
            "a started at 0",
            "b started at 0",
            "a round 7",
            "b round 7",
            "a epoch 0",
            "b epoch 0",
            "a checkpoint 10",
            "b checkpoint 10",
            "a saved 10",
            "b saved 10");
  }

  @Test
  void theFirstAccuracyCountsAndTheListenersAfterItAreStillTold() {
    TrainingListener all =
        TrainingListener.of(
            recorder("a", OptionalDouble.empty()),
            recorder("b", OptionalDouble.of(0.5)),
            recorder("c", OptionalDouble.of(0.75)));
    assertThat(all.epochFinished(EPOCH)).hasValue(0.5);
    assertThat(calls).containsExactly("a epoch 0", "b epoch 0", "c epoch 0");
  }

  @Test
  void noListenerMeansNoAccuracy() {
    assertThat(TrainingListener.of().epochFinished(EPOCH)).isEmpty();
  }
}
