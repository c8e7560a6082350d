package org.sparkresnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.UserError;
import org.sparkresnet.plan.ModelSelection;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.Weights;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.train.TrainingResult.End;

/** Which model a run ends with, and when it ends, by given validation accuracies. */
@Slow
class SelectionIT {
  @RegisterExtension static final SliceOnSpark SLICE = new SliceOnSpark();

  @TempDir private Path folder;
  private final Map<Integer, String> models = new TreeMap<>();

  /** Five epochs of ten iterations. */
  private TrainingResult train(ModelSelection selection, long pauseAt, double... accuracies)
      throws IOException {
    return train(50, selection, pauseAt, accuracies);
  }

  private TrainingResult train(
      long iterations, ModelSelection selection, long pauseAt, double... accuracies)
      throws IOException {
    TrainConfig plain = Runs.config(1, 5, 5);
    Plan plan = plain.plan();
    TrainConfig config =
        new TrainConfig(
            new Plan(
                plan.examples(), plan.workers(), plan.batchSize(), iterations, plan.frequency()),
            plain.replica(),
            plain.augmentation(),
            plain.labelSmoothing(),
            true,
            plain.outer(),
            0,
            selection);
    return Runs.train(
        SLICE.spark(),
        SLICE.images(),
        config,
        Runs.checkpoints(SLICE.spark(), folder, 10, pauseAt),
        new TrainingListener() {
          @Override
          public OptionalDouble epochFinished(EpochReport epoch) {
            models.put(epoch.epoch(), Weights.sha256(epoch.model()));
            return OptionalDouble.of(accuracies[epoch.epoch()]);
          }
        });
  }

  @Test
  void theLastModelIsTheResultUnlessTheBestIsKept() throws IOException {
    TrainingResult result = train(ModelSelection.NONE, Long.MAX_VALUE, 0.1, 0.9, 0.2, 0.3, 0.4);
    assertThat(result.end()).isEqualTo(End.COMPLETE);
    assertThat(result.parametersSha256()).isEqualTo(models.get(4));
    assertThat(result.modelIteration()).isEqualTo(50);
  }

  @Test
  void theBestModelIsTheEarliestOfEquals() throws IOException {
    TrainingResult result =
        train(new ModelSelection(true, 0), Long.MAX_VALUE, 0.1, 0.4, 0.2, 0.4, 0.3);
    assertThat(result.end()).isEqualTo(End.COMPLETE);
    assertThat(result.parametersSha256()).isEqualTo(models.get(1));
    assertThat(result.modelIteration()).isEqualTo(20);
    assertThat(result.progress().iteration()).isEqualTo(50);
  }

  /** There the learning rate has fallen. */
  @Test
  void theEndOfARunThatEndsWithinAnEpochIsEvaluatedToo() throws IOException {
    ModelSelection best = new ModelSelection(true, 0);
    TrainingResult result = train(25, best, Long.MAX_VALUE, 0.1, 0.4, 0.6);
    assertThat(result.end()).isEqualTo(End.COMPLETE);
    assertThat(result.modelIteration()).isEqualTo(25);
    assertThat(result.parametersSha256()).isEqualTo(models.get(2));
    assertThat(result.progress().epochExamples()).as("of the third epoch").isEqualTo(5L * 32);
    models.clear();
    TrainingResult again = train(25, best, Long.MAX_VALUE, 0, 0, 0);
    assertThat(models).as("from the checkpoint at the end").isEmpty();
    assertThat(again.modelIteration()).isEqualTo(25);
    Runs.checkpoints(SLICE.spark(), folder, 10, 1).store().clear();
    assertThat(train(25, best, Long.MAX_VALUE, 0.1, 0.4, 0.4).modelIteration()).isEqualTo(20);
    Runs.checkpoints(SLICE.spark(), folder, 10, 1).store().clear();
    models.clear();
    train(25, ModelSelection.NONE, Long.MAX_VALUE, 0.1, 0.4, 0.6);
    assertThat(models).as("where nothing is selected").containsOnlyKeys(0, 1);
  }

  @Test
  void patienceCountsEvaluationsWithoutAHigherAccuracy() throws IOException {
    TrainingResult result =
        train(new ModelSelection(false, 2), Long.MAX_VALUE, 0.1, 0.4, 0.4, 0.3, 0.9);
    assertThat(result.end()).isEqualTo(End.EARLY);
    assertThat(result.progress().iteration()).isEqualTo(40);
    assertThat(result.parametersSha256()).as("of the last epoch").isEqualTo(models.get(3));
    assertThat(result.best().iteration()).isEqualTo(20);
  }

  @Test
  void aResumedRunRemembersItsBestModelAndItsPatience() throws IOException {
    ModelSelection selection = new ModelSelection(true, 2);
    TrainingResult paused = train(selection, 25, 0.1, 0.4, 0.4, 0.3, 0.9);
    assertThat(paused.end()).isEqualTo(End.PAUSED);
    ReplicaPool.closeIdle(); // as a new process would begin
    String best = models.get(1);
    models.clear();
    TrainingResult resumed = train(selection, Long.MAX_VALUE, 0, 0, 0.4, 0.3, 0.9);
    assertThat(models).containsOnlyKeys(2, 3);
    assertThat(resumed.end()).isEqualTo(End.EARLY);
    assertThat(resumed.parametersSha256()).isEqualTo(best);
    models.clear();
    TrainingResult again = train(selection, Long.MAX_VALUE, 0, 0, 0, 0, 0.9);
    assertThat(models).as("a run that stopped early is not trained on").isEmpty();
    assertThat(again.parametersSha256()).isEqualTo(best);
    assertThat(again.end()).isEqualTo(End.EARLY);
  }

  @Test
  void patienceCannotBeNegative() {
    assertThatThrownBy(() -> new ModelSelection(false, -1))
        .isInstanceOf(UserError.class)
        .hasMessage("train.early-stopping.patience must be at least 0, cannot be: -1");
  }
}
