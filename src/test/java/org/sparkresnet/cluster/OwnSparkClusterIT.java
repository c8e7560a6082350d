package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that start and stop a Spark of their own, in a process of their own. */
class OwnSparkClusterIT {
  @TempDir private Path folder;

  @Test
  void aCommandStartsSparkStopsItAndEndsTheProcess() throws IOException, InterruptedException {
    SliceRun run = new SliceRun(folder.resolve("store"), "first", 8);
    try (DriverProcess train = run.start("true", Map.of())) {
      train.expect(0);
      assertThat(train.out()).contains("ResNet-8, run first", "test accuracy");
      assertThat(train.err()).isEmpty();
    }
    assertThat(run.summary().get("status").asText()).isEqualTo("FINISHED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[0]", "nonsense"})
  void aMasterThatSparkDoesNotKnowIsAUsersMistake(String master)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "train",
            "--set",
            "data.path=src/test/resources/cifar10-slice",
            "--store",
            folder.resolve("store").toString());
    try (DriverProcess train =
        DriverProcess.start(folder, "true", Map.of("spark.master", master), command)) {
      train.expect(2);
      assertThat(train.err())
          .startsWith("error: Spark cannot be started (--master " + master + "): ")
          .hasLineCount(1);
    }
  }
}
