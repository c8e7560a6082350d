package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Nightly;

/** A driver that dies by SIGKILL within a segment, and the same program started again. */
@Nightly
class SegmentDriverClusterIT {
  @TempDir private Path folder;

  @Test
  void aRunThatIsKilledBetweenTwoRoundsOfASegmentGoesOnFromItsBeginning() throws Exception {
    SmallRun.Outcome undisturbed =
        SegmentDriver.RUN
            .with(SmallRun.JOBS)
            .undisturbed(Files.createDirectory(folder.resolve("jobs")));
    try (DriverProcess first = startSegments()) {
      first.expect(128 + 9);
    }
    assertThat(SegmentDriver.killed(folder)).exists();
    assertThat(folder.resolve("checkpoints/iteration-000000010")).exists();
    try (DriverProcess second = startSegments()) {
      second.expect(0);
    }
    assertThat(Files.readAllLines(SegmentDriver.rounds(folder)))
        .as("rounds of the second start")
        .containsExactly("4", "5", "6", "7", "8", "9", "10", "11");
    assertThat(SegmentDriver.result(folder))
        .hasContent(
            "%s %d".formatted(undisturbed.result().parametersSha256(), 3L * SmallRun.IMAGES));
  }

  private DriverProcess startSegments() throws Exception {
    return DriverProcess.start(
        folder, SegmentDriver.class, "true", Map.of(), List.of(folder.toString()));
  }
}
