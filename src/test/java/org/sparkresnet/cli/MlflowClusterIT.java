package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.testing.Nightly;

/** The commands with a real MLflow server beside the store, and with none where one should be. */
@Nightly
class MlflowClusterIT {
  @TempDir private static Path folder;

  private static MlflowServer server;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = new MlflowServer(Files.createDirectory(folder.resolve("mlflow")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Result run(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    if (List.of(args).stream().noneMatch(word -> word.startsWith("results.mlflow.uri="))) {
      all.addAll(List.of("--set", "results.mlflow.uri=" + server.uri()));
    }
    return new Commands(folder.resolve("store")).run(all.toArray(String[]::new));
  }

  private static Result good(String... args) {
    Result result = run(args);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).doesNotContain("warning: MLflow");
    return result;
  }

  private static String[] training(String runId, String... more) {
    List<String> args = new ArrayList<>(List.of("train", "--run-id", runId));
    args.addAll(List.of("--set", Slice.DATA_PATH));
    args.addAll(List.of("--set", "model.depth=8", "--set", "train.epochs=2"));
    args.addAll(List.of("--set", "train.batch-size=50", "--set", "train.averaging-frequency=1"));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  /** The runs that are not deleted. */
  private static JsonNode runs(String runId) throws IOException, InterruptedException {
    String experiment =
        server
            .ask("experiments/get-by-name?experiment_name=spark-resnet", "")
            .at("/experiment/experiment_id")
            .asText();
    return server
        .ask(
            "runs/search",
            "{\"experiment_ids\": [\"%s\"], \"filter\": \"tags.`spark-resnet.run_id` = '%s'\"}"
                .formatted(experiment, runId))
        .path("runs");
  }

  private static SortedMap<String, String> pairs(JsonNode run, String kind) {
    SortedMap<String, String> pairs = new TreeMap<>();
    run.at("/data/" + kind)
        .forEach(pair -> pairs.put(pair.get("key").asText(), pair.get("value").asText()));
    return pairs;
  }

  private static List<Long> steps(JsonNode run, String metric)
      throws IOException, InterruptedException {
    List<Long> steps = new ArrayList<>();
    server
        .ask(
            "metrics/get-history?run_id=%s&metric_key=%s&max_results=1000"
                .formatted(run.at("/info/run_id").asText(), metric),
            "")
        .path("metrics")
        .forEach(point -> steps.add(point.get("step").asLong()));
    return steps.stream().distinct().sorted().toList();
  }

  @Test
  void runsAndChampionsAreThereOnce() throws IOException, InterruptedException {
    good(training("first"));
    good(training("second", "--set", "train.seed=2"));
    JsonNode run = runs("first").get(0);
    assertThat(run.at("/info/status").asText()).isEqualTo("FINISHED");
    assertThat(run.at("/info/end_time").asLong())
        .isGreaterThan(run.at("/info/start_time").asLong());
    assertThat(pairs(run, "params"))
        .containsEntry("train.epochs", "2")
        .containsEntry("data.path", "src/test/resources/cifar10-slice")
        .hasSizeGreaterThan(50);
    assertThat(pairs(run, "tags"))
        .containsEntry("spark-resnet.workers", "2")
        .containsKeys("mlflow.source.git.commit", "spark-resnet.config_sha256")
        .hasEntrySatisfying("spark-resnet.data_sha256", sha -> assertThat(sha).hasSize(64))
        .hasEntrySatisfying("spark-resnet.model_sha256", sha -> assertThat(sha).hasSize(64));
    assertThat(pairs(run, "metrics")).containsKeys("test/accuracy", "train/learning_rate");
    assertThat(steps(run, "test/accuracy")).containsExactly(3L, 6L);
    assertThat(steps(run, "train/loss")).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);

    good(training("first", "--fresh"));
    assertThat(runs("first")).hasSize(1);
    assertThat(runs("first").get(0).at("/info/run_id")).isNotEqualTo(run.at("/info/run_id"));
    checkFailedRun();
    checkChampions();
  }

  private void checkFailedRun() throws IOException, InterruptedException {
    Result diverged = run(training("wild", "--set", "train.learning-rate=1e30"));
    assertThat(diverged.code()).as(diverged.err()).isEqualTo(5);
    JsonNode run = runs("wild").get(0);
    assertThat(run.at("/info/status").asText()).isEqualTo("FAILED");
    assertThat(pairs(run, "tags"))
        .hasEntrySatisfying(
            "spark-resnet.error", error -> assertThat(diverged.err()).contains(error));
  }

  private static JsonNode champion(String model) throws IOException, InterruptedException {
    return server
        .ask("registered-models/alias?name=%s&alias=champion".formatted(model), "")
        .path("model_version");
  }

  private void checkChampions() throws IOException, InterruptedException {
    good("models", "register", "first");
    good("models", "register", "second");
    good("promote", "v2", "--run-id", "p1", "--reason", "fewer errors on cats");
    JsonNode champion = champion("cifar-10");
    assertThat(champion.path("tags").toString()).contains("\"v000002\"").contains("\"second\"");
    assertThat(champion.path("description").asText())
        .isEqualTo("v000002: by hand: fewer errors on cats");
    assertThat(champion.path("source").asText())
        .startsWith("spark-resnet-sftp://")
        .endsWith("/store/models/cifar-10/v000002/model.zip");
    assertThat(champion.path("run_id")).isEqualTo(runs("second").get(0).at("/info/run_id"));
    good("promote", "v1");
    assertThat(champion("cifar-10").path("tags").toString()).contains("\"v000001\"");
    good("rollback", "--run-id", "r1");
    good("rollback", "--run-id", "r1");
    assertThat(champion("cifar-10").path("version")).isEqualTo(champion.path("version"));
    assertThat(server.ask("model-versions/search", "").path("model_versions")).hasSize(2);
  }

  @Test
  void aRunIsUnharmedWithoutTheServer() {
    Result result =
        run(
            training(
                "alone",
                "--set",
                "results.mlflow.uri=http://127.0.0.1:1",
                "--set",
                "train.epochs=1"));
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .containsOnlyOnce("MLflow")
        .contains(
            "warning: MLflow at http://127.0.0.1:1: connection refused; run alone may be missing"
                + " there\n");
    assertThat(folder.resolve("store/runs/alone/summary.json"))
        .content()
        .contains("\"status\" : \"FINISHED\"");
  }

  @Test
  void aChampionThatTheServerMissedIsToldOnTheNextNight() throws IOException, InterruptedException {
    Result missed = run(retraining("--set", "results.mlflow.uri=http://127.0.0.1:1"));
    assertThat(missed.code()).as(missed.err()).isZero();
    assertThat(missed.out())
        .contains("night v000001 PROMOTED")
        .contains("connection refused; night v000001 may be missing there as champion");
    assertThat(champion("night").isMissingNode()).isTrue();

    assertThat(good(retraining()).out()).contains("nothing new: ");
    assertThat(champion("night").path("tags").toString()).contains("\"v000001\"");
  }

  private static String[] retraining(String... more) {
    List<String> args = new ArrayList<>(List.of("retrain", "--set", "registry.model=night"));
    args.addAll(List.of("--set", Slice.DATA_PATH));
    args.addAll(List.of("--set", "model.depth=8", "--set", "train.epochs=1"));
    args.addAll(List.of("--set", "train.batch-size=50", "--set", "registry.floor=0"));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  @Test
  void aPasswordInTheUriIsRefusedBeforeAnythingIsStored() {
    Result result =
        run(training("secret", "--set", "results.mlflow.uri=http://ann:hush@127.0.0.1:5000"));
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("error: results.mlflow.uri must not hold a user's password")
        .doesNotContain("hush")
        .hasLineCount(1);
    assertThat(folder.resolve("store/runs/secret")).doesNotExist();
  }
}
