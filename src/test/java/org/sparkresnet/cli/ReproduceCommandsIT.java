package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Slow;
import org.sparkresnet.testing.TrainedStore;

/** The commands reproduce and bisect, on two runs that differ in their seeds. */
@Slow
class ReproduceCommandsIT {
  @TempDir private Path folder;
  private Commands commands;

  @BeforeEach
  void copyStore() throws IOException {
    commands = new Commands(TrainedStore.copyBothTo(folder.resolve("store")));
  }

  @Test
  void bisectSaysWhereRunsPartAndWhy() {
    Result parted = commands.run("bisect", "seed-1", "seed-2");
    assertThat(parted.code()).as(parted.err()).isEqualTo(8);
    assertThat(parted.err()).isEmpty();
    assertThat(parted.out())
        .startsWith("runs seed-1 and seed-2 part:\n  first round: in epoch 1, from iteration 0 to ")
        .contains("\n  first epoch: after epoch 1, at iteration ")
        .contains("\ndiffers, and the bits may:\n  train.seed 1 -> 2\n");
    assertThat(commands.good("bisect", "seed-1", "seed-1"))
        .startsWith("runs seed-1 and seed-1 have the same weights after 1 epoch and the same loss");
    commands.refused(2, "run seed-3 has no ", "bisect", "seed-1", "seed-3");
  }

  @Test
  void reproduceEndsWithACodeOfItsOwnWhereTheBitsDiffer() {
    assertThat(commands.good("reproduce", "seed-1", "--run-id", "again"))
        .contains("reproducing run seed-1: 2 workers, the same images")
        .contains("run seed-1 reproduced up to iteration ")
        .contains(", the same weights after 1 epoch, params_sha256 ");
    commands.refused(
        8,
        "not the same bits as run seed-1: after epoch 1, ",
        "reproduce",
        "seed-1",
        "--set",
        "train.seed=2");
    commands.refused(2, "--until", "reproduce", "seed-1", "--until", "0");
  }
}
