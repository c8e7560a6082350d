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
import org.sparkresnet.mlflow.RememberingMlflow;
import org.sparkresnet.tensorboard.EventFiles;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.SmallTraining;

/** Trainings that TensorBoard's files and MLflow follow. Their rounds end at 2, 4, 5; 7, 9, 10. */
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

  @Nightly
  @Test
  void aRunThatWasPausedAndThenKilledAfterItsLastFileHasEachStepOnce() throws IOException {
    try (RememberingMlflow server = new RememberingMlflow()) {
      String uri = "results.mlflow.uri=" + server.uri();
      training.train("a", request -> request.until(4), TWO_EPOCHS, key(), uri);
      Path run = board.resolve("a");
      assertThat(steps(run, "train/loss")).containsExactly(2L, 4L);
      assertMlflow(server, "RUNNING", 2);
      Path earlier = folder.resolve("earlier");
      FileUtils.copyDirectory(training.store().toFile(), earlier.toFile());

      training.train("a", TWO_EPOCHS, key(), uri, "evaluate.every-epochs=1");
      assertCurves(run);
      assertMlflow(server, "FINISHED", ROUNDS.size());
      String last = lastName(run);

      // A kill after the event files were written, and before the checkpoint of iteration 10.
      FileUtils.deleteDirectory(training.store().toFile());
      FileUtils.moveDirectory(earlier.toFile(), training.store().toFile());
      training.train("a", TWO_EPOCHS, key(), uri, "evaluate.every-epochs=1");
      assertCurves(run);
      assertMlflow(server, "FINISHED", ROUNDS.size());
      assertThat(lastName(run))
          .as("a TensorBoard that has read all the old files reads the new ones")
          .isGreaterThan(last);

      training.train("a", TrainRequest::afresh, "train.epochs=1", key());
      assertThat(steps(run, "train/loss")).containsExactly(2L, 4L, 5L);
    }
    assertThat(warnings()).isEmpty();
  }

  private static void assertMlflow(RememberingMlflow server, String status, int rounds) {
    assertThat(server.runs())
        .as("no point twice, at any moment")
        .allSatisfy(run -> assertThat(run.points()).doesNotHaveDuplicates());
    List<RememberingMlflow.Run> left =
        server.runs().stream().filter(run -> !run.isDeleted()).toList();
    assertThat(left)
        .singleElement()
        .satisfies(
            run -> {
              assertThat(run.status()).isEqualTo(status);
              assertThat(run.points())
                  .filteredOn(it -> it.startsWith("train/loss "))
                  .hasSize(rounds);
            });
    if (!status.equals("RUNNING")) {
      RememberingMlflow.Run live = server.runs().get(server.runs().size() - 2);
      assertThat(live.points())
          .as("those that were told before the end")
          .containsExactlyInAnyOrderElementsOf(left.get(0).points());
    }
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

  @Nightly
  @Test
  void aFolderThatCannotBeWrittenIsOneWarningAndGetsAllPointsWhenTheRunGoesOn() throws IOException {
    training.train("without", TWO_EPOCHS);
    Files.writeString(board, "a file");
    String[] followed = {
      TWO_EPOCHS, key(), "results.mlflow.uri=http://127.0.0.1:1", "checkpoint.every-iterations=2"
    };
    training.train("with", request -> request.until(4), followed);
    assertThat(warnings()).hasSize(2).allSatisfy(line -> assertThat(line).hasLineCount(1));
    assertThat(warnings().get(0))
        .startsWith("results.tensorboard = " + board + ": ")
        .endsWith("; curves of run with may be missing there");
    assertThat(warnings().get(1))
        .isEqualTo(
            "MLflow at http://127.0.0.1:1: connection refused; run with may be missing there");
    Files.delete(board);
    training.train("with", followed);
    assertThat(steps(board.resolve("with"), "train/loss")).isEqualTo(ROUNDS);
    assertThat(warnings()).as("one more of MLflow, of the second attempt").hasSize(3);
    assertThat(training.paramsSha256("with")).isEqualTo(training.paramsSha256("without"));
  }

  @Slow
  @Test
  void aFileSystemThatIsNotThereIsOneWarning() throws IOException {
    training.train("a", "results.tensorboard=hdfs://no-such-host.invalid:1/board");
    assertThat(warnings()).hasSize(1);
    assertThat(training.summary("a").get("status").asText()).isEqualTo("FINISHED");
  }
}
