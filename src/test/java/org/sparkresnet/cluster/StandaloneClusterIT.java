package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Nightly;

/** The main job on Spark's own daemons, which authenticate and encrypt. */
class StandaloneClusterIT {
  private static final List<String> SMALL =
      List.of(
          "--total-executor-cores",
          "2",
          "--executor-cores",
          "1",
          "--executor-memory",
          "1g",
          "--driver-memory",
          "1g",
          "--conf",
          "spark.scheduler.minRegisteredResourcesRatio=1",
          "--conf",
          "spark.scheduler.maxRegisteredResourcesWaitingTime=300s",
          "--conf",
          "spark.executor.memoryOverhead=1g");

  @TempDir private static Path folder;
  private static MiniClusterProcess cluster;
  private static Map<String, String> environment;

  @BeforeAll
  static void start() throws IOException {
    cluster = new MiniClusterProcess(folder.resolve("cluster"), "standalone", "--secure");
    environment =
        Map.of("SPARK_CONF_DIR", QuickJvm.configuration(folder.resolve("conf")).toString());
  }

  @AfterAll
  static void stop() {
    List<ProcessHandle> daemons = Descendants.running(cluster.handle());
    cluster.close();
    assertThat(daemons).as("no daemon is left").noneMatch(ProcessHandle::isAlive);
  }

  private static Submission submit(List<String> options, String... more) {
    List<String> words = new ArrayList<>(List.of("submit/standalone", cluster.standaloneMaster()));
    words.addAll(options);
    return Submission.run(
        environment,
        TrainingRun.words(
            words,
            SMALL,
            TrainingRun.train(
                MiniClusterProcess.SLICE.toAbsolutePath().toString(),
                folder.resolve("store").toString(),
                more)));
  }

  @Test
  void aJobWithTheSecretReachesTheBitsOfOneMachine() throws IOException {
    String parameters = TrainingRun.localParameters(folder.resolve("local"));
    Submission client =
        submit(List.of("--secret-file", cluster.secretFile().toString()), "--run-id", "standalone");
    assertThat(client.code()).as(client.said()).isZero();
    assertThat(client.said()).as("rounds in segments").doesNotContain("each round is a Spark job");
    assertThat(
            TrainingRun.summary(folder.resolve("store").toUri().toString(), "standalone")
                .get("params_sha256")
                .asText())
        .isEqualTo(parameters);
  }

  @Nightly
  @Test
  void aJobWithoutTheSecretIsTurnedAwayInOneLine() {
    Submission turnedAway = submit(List.of(), "--run-id", "turned-away");
    assertThat(turnedAway.code()).as(turnedAway.said()).isEqualTo(2);
    assertThat(turnedAway.errors())
        .singleElement()
        .asString()
        .contains(cluster.standaloneMaster(), "--secret-file must name its secret");
    assertThat(turnedAway.err()).doesNotContain("\tat ");
  }
}
