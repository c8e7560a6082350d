package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Slow;

/** The command drill on threads of this JVM. */
@Slow
class DrillCommandIT {
  @TempDir private Path folder;

  /** An epoch has one checkpoint, and none to lose. */
  @Test
  void drillsOfWhichNoneHeldEndWithACodeOfTheirOwn() {
    Commands commands = new Commands(folder.resolve("store"));
    commands.refused(
        8,
        "drills must hold, none may fail: 0 of 6 drills held; not possible here: executor, all"
            + " executors, driver, checkpoint, lock owner, quota; the table drills says what came,"
            + " run d",
        "drill",
        "--run-id",
        "d",
        "--set",
        "train.epochs=1");
    assertThat(commands.tables().query("select outcome from drills where run_id = 'd'"))
        .extracting(row -> row.getString(0))
        .hasSize(6)
        .containsOnly("not possible");
  }
}
