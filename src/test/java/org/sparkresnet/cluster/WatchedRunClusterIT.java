package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.tensorboard.EventFiles;
import org.sparkresnet.testing.Nightly;

/** A training in a process of its own that is watched while it works, killed, and started again. */
@Nightly
class WatchedRunClusterIT {
  @TempDir private Path folder;

  private DriverProcess train() throws IOException {
    String store = folder.resolve("store").toString();
    return DriverProcess.start(
        folder,
        "true",
        Map.of(),
        TrainingRun.train(
            MiniClusterProcess.SLICE.toString(),
            store,
            "--run-id",
            "w",
            "--set",
            "train.epochs=8",
            "--set",
            "evaluate.every-epochs=1",
            "--set",
            "results.tensorboard=" + folder.resolve("board")));
  }

  private String report() throws IOException, InterruptedException {
    Path page = folder.resolve("page.html");
    try (DriverProcess report =
        DriverProcess.start(
            folder,
            "true",
            Map.of(),
            List.of(
                "report",
                "--store",
                folder.resolve("store").toString(),
                "--run",
                "w",
                "--out",
                page.toString()))) {
      report.expect(0);
    }
    return Files.readString(page);
  }

  @Test
  void aReportOfAWorkingRunSaysHowFarItIsAndItsCurvesHaveEachStepOnceAfterAKill() throws Exception {
    Path run = folder.resolve("board/w");
    Path checkpoints = folder.resolve("store/runs/w/checkpoints");
    try (DriverProcess first = train()) {
      first.await(checkpoints.resolve("iteration-000000010"));
      first.signal("STOP"); // it would end before the report's Spark has started
      assertThat(report())
          .containsPattern("Not finished: working, epoch \\d+ of 8\\.")
          .contains("Last sign of life: ");
      first.signal("CONT");
      first.await(checkpoints.resolve("iteration-000000017")).kill();
    }
    try (DriverProcess second = train()) {
      second.expect(0);
      assertThat(second.out())
          .contains("resumed from the checkpoint")
          .doesNotContain("warning: Te");
    }
    List<String> points = EventFiles.points(run);
    assertThat(points).doesNotHaveDuplicates();
    assertThat(points.stream().filter(it -> it.startsWith("train/loss "))).hasSize(24);
    assertThat(points.stream().filter(it -> it.startsWith("test/accuracy "))).hasSize(8);
    assertThat(report()).doesNotContain("Not finished");
  }
}
