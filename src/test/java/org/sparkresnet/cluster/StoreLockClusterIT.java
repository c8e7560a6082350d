package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Nightly;

/** Two real processes that want one run. */
@Nightly
class StoreLockClusterIT {
  private static final String SECOND_CHECKPOINT = ".*/iteration-000000004/_tmp-.*-state.bin";

  @TempDir private Path folder;

  private Map<String, String> stop(Path marker) {
    return StoppingLocalFileSystem.stop(SECOND_CHECKPOINT, 100_000, marker);
  }

  @Test
  void ofTwoThatStartAtOnceOneWinsAndTheNextStartAfterItsDeathGoesOn() throws Exception {
    SliceRun run = new SliceRun(folder.resolve("store"), "shared", 8);
    Path marker = folder.resolve("stopped");
    try (DriverProcess a = run.start("true", stop(marker));
        DriverProcess b = run.start("true", stop(marker))) {
      while (a.isAlive() && b.isAlive()) {
        Thread.sleep(50);
      }
      DriverProcess loser = a.isAlive() ? b : a;
      DriverProcess winner = a.isAlive() ? a : b;
      loser.expect(6);
      assertThat(loser.err())
          .matches(
              "(?s)error: run shared is held by user \\S+, process "
                  + winner.pid()
                  + " on \\S+, local-\\d+, last sign of life \\d+ s ago\n");
      winner.await(marker).kill();
    }
    try (DriverProcess next = run.start("true", Map.of())) {
      next.expect(0);
      assertThat(next.out())
          .contains("resumed from the checkpoint at iteration 2")
          .doesNotContain("waiting");
    }
    run.assertWhole(run.paramsSha256());
  }

  @Test
  void aSilentHolderLosesTheRunAndChangesNothingWhenItWakesUp() throws Exception {
    SliceRun run = new SliceRun(folder.resolve("store"), "silent", 8);
    Path marker = folder.resolve("stopped");
    String[] lease = {"--set", "lock.lease-seconds=3"};
    try (DriverProcess holder = run.start("true", stop(marker), lease)) {
      holder.await(marker).signal("STOP");
      Thread.sleep(3_500); // silence; younger signs of this machine's processes are believed
      try (DriverProcess heir = run.start("true", Map.of(), lease)) {
        heir.expect(0);
        assertThat(heir.out())
            .contains("run silent was last held by user ")
            .contains("no sign of life for 3 s: taking over")
            .contains("resumed from the checkpoint at iteration 2");
      }
      String summary = Files.readString(run.folder().resolve("summary.json"));

      Files.delete(marker);
      holder.signal("CONT");
      holder.expect(6);
      assertThat(holder.err())
          .isEqualTo(
              "error: run silent: another process has taken over, as this one gave no sign of life"
                  + " for 3 s\n");
      assertThat(run.folder().resolve("summary.json")).hasContent(summary);
    }
    run.assertWhole(run.paramsSha256());
  }
}
