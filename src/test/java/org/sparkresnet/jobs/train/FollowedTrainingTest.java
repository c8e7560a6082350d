package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.tensorboard.EventFiles;
import org.sparkresnet.testing.SmallTraining;

/** Trainings whose curves TensorBoard's files follow. Their rounds end at 2, 4, 5; 7, 9, 10. */
class FollowedTrainingTest {
  private static final String TWO_EPOCHS = "train.epochs=2";
  private static final List<Long> ROUNDS = List.of(2L, 4L, 5L, 7L, 9L, 10L);

  @TempDir private Path folder;
  private SmallTraining training;
  private Path board;

  @BeforeEach
  void store() {
    training = SmallTraining.in(folder.resolve("store"));
    board = folder.resolve("board");
  }

  private String key() {
    return "results.tensorboard=" + board;
  }

  /** What was warned of, but for the small test set. */
  private List<String> warnings() {
    return training.told().warnings().stream().filter(it -> !it.startsWith("test set: ")).toList();
  }

  private static List<Long> steps(Path run, String tag) throws IOException {
    List<Long> steps = new ArrayList<>();
    for (String point : EventFiles.points(run)) {
      if (point.startsWith(tag + " ")) {
        steps.add(Long.parseLong(point.substring(tag.length() + 1)));
      }
    }
    return steps;
  }

  @Test
  void aRunThatWasPausedAndThenKilledAfterItsLastFileHasEachStepOnce() throws IOException {
    training.train("a", request -> request.until(4), TWO_EPOCHS, key());
    Path run = board.resolve("a");
    assertThat(steps(run, "train/loss")).containsExactly(2L, 4L);
    assertThat(warnings()).isEmpty();
    Path earlier = folder.resolve("earlier");
    FileUtils.copyDirectory(training.store().toFile(), earlier.toFile());

    training.train("a", TWO_EPOCHS, key(), "evaluate.every-epochs=1");
    assertCurves(run);
    String last = lastName(run);

    // A kill after the event files were written, and before the checkpoint of iteration 10.
    FileUtils.deleteDirectory(training.store().toFile());
    FileUtils.moveDirectory(earlier.toFile(), training.store().toFile());
    training.train("a", TWO_EPOCHS, key(), "evaluate.every-epochs=1");
    assertCurves(run);
    assertThat(EventFiles.names(run).get(0))
        .as("a TensorBoard that has read all the old files reads the new ones")
        .isGreaterThan(last);

    training.train("a", TrainRequest::afresh, "train.epochs=1", key());
    assertThat(steps(run, "train/loss")).containsExactly(2L, 4L, 5L);
    assertThat(warnings()).isEmpty();
  }

  private static void assertCurves(Path run) throws IOException {
    for (String tag : List.of("train/loss", "train/learning_rate", "train/images_per_second")) {
      assertThat(steps(run, tag)).as(tag).isEqualTo(ROUNDS);
    }
    assertThat(steps(run, "test/accuracy")).containsExactly(5L, 10L);
    assertThat(steps(run, "train/epoch_loss")).containsExactly(5L, 10L);
  }

  private static String lastName(Path run) throws IOException {
    List<String> names = EventFiles.names(run);
    return names.get(names.size() - 1);
  }

  @Test
  void aFolderThatCannotBeWrittenIsOneWarningAndGetsAllPointsWhenTheRunGoesOn() throws IOException {
    training.train("without", TWO_EPOCHS);
    Files.writeString(board, "a file");
    training.train(
        "with", request -> request.until(4), TWO_EPOCHS, key(), "checkpoint.every-iterations=2");
    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith("results.tensorboard = " + board + ": ")
        .endsWith("; curves of run with may be missing there")
        .hasLineCount(1);
    Files.delete(board);
    training.train("with", TWO_EPOCHS, key());
    assertThat(steps(board.resolve("with"), "train/loss")).isEqualTo(ROUNDS);
    assertThat(warnings()).hasSize(1);
    assertThat(training.paramsSha256("with")).isEqualTo(training.paramsSha256("without"));
  }

  @Test
  void aFileSystemThatIsNotThereIsOneWarning() throws IOException {
    training.train("a", "results.tensorboard=hdfs://no-such-host.invalid:1/board");
    assertThat(warnings()).hasSize(1);
    assertThat(training.summary("a").get("status").asText()).isEqualTo("FINISHED");
  }
}
