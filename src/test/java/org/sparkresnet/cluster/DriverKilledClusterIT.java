package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Nightly;

/** A driver that dies by SIGKILL, and the same command given again. */
class DriverKilledClusterIT {
  @TempDir private Path folder;
  private int stops;

  /** Starts the run, kills it in the middle of writing a file and returns what it had said. */
  private String killWhileItWrites(SliceRun run, String file, long afterBytes) throws Exception {
    Path marker = folder.resolve("stopped-" + stops++);
    try (DriverProcess driver =
        run.start("true", StoppingLocalFileSystem.stop(file, afterBytes, marker))) {
      driver.await(marker).kill();
      assertThat(run.asides()).as("what it was writing").isNotEmpty();
      assertThat(run.folder().resolve("summary.json")).doesNotExist();
      return driver.out();
    }
  }

  /** Starts the run for the last time: it ends with the bits of a run that nobody kills. */
  private void endsUndisturbed(SliceRun run, String lock) throws Exception {
    try (DriverProcess last = run.start("true", Map.of())) {
      last.expect(0);
      assertThat(last.out())
          .contains("resumed from the checkpoint at iteration 10")
          .doesNotContain("waiting");
    }
    String bits = TrainingRun.localParameters(folder.resolve("store"));
    new SliceRun(folder.resolve("store"), "local", 8).assertWhole(bits);
    run.assertWhole(bits);
    assertThat(Files.readString(run.folder().resolve("lock/%s.json".formatted(lock))))
        .contains("\"released\" : true");
  }

  /** The first start is killed within a checkpoint, the second when it has trained. */
  @Test
  void aRunThatIsKilledTwiceEndsWithTheBitsOfAnUndisturbedOne() throws Exception {
    SliceRun run = new SliceRun(folder.resolve("store"), "killed", 8);

    killWhileItWrites(run, ".*/iteration-000000004/_tmp-.*-state.bin", 100_000);
    assertThat(run.checkpoint(2)).exists();
    assertThat(run.checkpoint(4)).as("the checkpoint was under way").doesNotExist();

    String second = killWhileItWrites(run, ".*/tables/confusion/_tmp-.*-killed/.*\\.parquet", 10);
    assertThat(second)
        .contains("resumed from the checkpoint at iteration 2")
        .doesNotContain("waiting");

    endsUndisturbed(run, "000003");
  }

  @Nightly
  @Test
  void aRunThatIsKilledAgainAndAgainEndsWithTheBitsOfAnUndisturbedOne() throws Exception {
    SliceRun run = new SliceRun(folder.resolve("store"), "killed", 8);

    killWhileItWrites(run, ".*/iteration-000000002/_tmp-.*-state.bin", 100_000);
    assertThat(run.checkpoint(2)).as("the first checkpoint was under way").doesNotExist();

    String second = killWhileItWrites(run, ".*/iteration-000000004/_tmp-.*-state.bin", 100_000);
    assertThat(second).doesNotContain("resumed", "waiting");
    assertThat(run.checkpoint(2)).exists();

    String third = killWhileItWrites(run, ".*/journal/_tmp-.*-000000000007-.*", 10);
    assertThat(third)
        .contains("resumed from the checkpoint at iteration 2")
        .doesNotContain("waiting");

    try (DriverProcess between = run.start("true", Map.of())) {
      between.await(run.checkpoint(7)).kill();
      assertThat(between.out()).contains("resumed from the checkpoint at iteration 5");
    }

    killWhileItWrites(run, ".*/tables/confusion/_tmp-.*-killed/.*\\.parquet", 10);
    String sixth = killWhileItWrites(run, ".*/runs/killed/_tmp-.*-summary.json", 10);
    assertThat(sixth).contains("resumed from the checkpoint at iteration 10");

    endsUndisturbed(run, "000007");
  }
}
