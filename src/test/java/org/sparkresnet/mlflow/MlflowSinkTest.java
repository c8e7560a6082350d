package org.sparkresnet.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.Provenance;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.RunRow;

/** Against real HTTP servers that are no MLflow, or speak like one. */
class MlflowSinkTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
  private static final Manifest MANIFEST = manifest(1);

  /** One answer for every method: each finds in it what it looks for. */
  private static final String GOOD =
      """
      {"experiment": {"experiment_id": "7"}, "run": {"info": {"run_id": "new"}},
       "runs": [{"info": {"run_id": "old"}}], "model_version": {"version": "3"},
       "model_versions": [{"version": "2", "source": "hdfs://h/model.zip",
                           "tags": [{"key": "spark-resnet.sha256", "value": "other"}]}]}
      """;

  private final List<String> warnings = new ArrayList<>();

  private MlflowSink sink(String uri, int seconds) {
    return sink(uri, seconds, Map.of());
  }

  private MlflowSink sink(String uri, int seconds, Map<String, String> environment) {
    return new MlflowSink(
        new MlflowSettings(uri, "nightly", Duration.ofSeconds(seconds)),
        environment,
        warnings::add);
  }

  private static Manifest manifest(int params) {
    SortedMap<String, String> config = new TreeMap<>();
    IntStream.range(0, params).forEach(i -> config.put("key.%03d".formatted(i), "v" + i));
    config.put("long", "x".repeat(7_000));
    config.put("some.password", "hush");
    return new Manifest(
        new RunId("r1"),
        "train",
        "0123abc",
        "0.1.0",
        config,
        Optional.of("da7a"),
        1,
        new Provenance("3.5.5", "1.0.0-M2", Optional.empty(), "17", "Linux amd64", "A CPU"),
        1,
        Optional.empty(),
        Optional.empty(),
        "local[2]",
        "local-1",
        Optional.of("50de1"),
        Optional.empty(),
        Optional.empty());
  }

  private static RunRow row(Manifest manifest) {
    return RunRow.of(
        "quick",
        RunStatus.FINISHED,
        NOON,
        Optional.of(NOON.plusSeconds(60)),
        manifest,
        2,
        Optional.empty(),
        Optional.empty());
  }

  private static List<MetricRow> metrics(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new MetricRow("train", "loss", i == 0 ? Double.NaN : i, 16L * i, 0, NOON))
        .toList();
  }

  private static ChampionModel champion(String file) {
    return new ChampionModel(
        "cifar-10", "v000007", new Path(file), "5ha", new RunId("r1"), "better by 1 point");
  }

  private void tellAll(MlflowSink sink) {
    sink.logRun(MANIFEST, row(MANIFEST), () -> metrics(1));
    sink.registerChampion(champion("hdfs://h/model.zip"));
  }

  /** A run and a champion leave one line each, which says what is the matter. */
  private void assertWarned(String uri, String reason) {
    assertThat(warnings)
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains(reason).hasLineCount(1))
        .allSatisfy(line -> assertThat(line).startsWith("MLflow at " + uri + ": "));
    assertThat(warnings.get(0)).endsWith("; run r1 may be missing there");
    assertThat(warnings.get(1)).endsWith("; cifar-10 v000007 may be missing there as champion");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | boom | answered 500",
        "500 | {\"error_code\": \"INTERNAL_ERROR\", \"message\": \"disk full\"} | answered 500: disk full",
        "401 | <html>who are you?</html> | answered 401",
        "404 | not found | answered 404",
        "200 | <html>Spark UI</html> | something that is no JSON object",
        "200 | [1, 2] | something that is no JSON object",
        "200 | {} | its answer has no /",
      })
  void whateverIsAnsweredIsOneWarning(int status, String text, String reason) throws IOException {
    try (HttpAnswers server = new HttpAnswers(HttpAnswers.always(status, text))) {
      tellAll(sink(server.uri(), 20));
      assertWarned(server.uri(), reason);
    }
  }

  @Test
  void aReasonInPlainTextIsSaid() throws IOException {
    HttpAnswers.Answer refusal =
        HttpAnswers.always(403, "Invalid Host header - possible DNS rebinding attack detected");
    try (HttpAnswers server =
        new HttpAnswers(
            exchange -> {
              exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
              refusal.to(exchange);
            })) {
      tellAll(sink(server.uri(), 20));
      assertWarned(server.uri(), "answered 403: Invalid Host header - possible DNS rebinding");
    }
  }

  @Test
  void rowsThatCannotBeReadAreOneWarningThoughTheirFailureIsCheckedAndUndeclared() {
    sink("http://127.0.0.1:1", 20)
        .logRun(
            MANIFEST,
            row(MANIFEST),
            () -> undeclared(new IOException("part-00000.parquet: no such file")));
    assertThat(warnings)
        .containsExactly(
            "MLflow at http://127.0.0.1:1: part-00000.parquet: no such file;"
                + " run r1 may be missing there");
  }

  /** Throws as Scala does. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception, T> T undeclared(Exception failure) throws E {
    throw (E) failure;
  }

  @Test
  void aServerThatHangsIsLeftAfterTheTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String uri = "http://127.0.0.1:" + silent.getLocalPort();
      assertTimeoutPreemptively(Duration.ofMinutes(1), () -> tellAll(sink(uri, 1)));
      assertWarned(uri, "took more than 1 s (results.mlflow.timeout-seconds)");
    }
  }

  @Test
  void anAnswerThatStopsInTheMiddleIsLeftAfterTheTime() throws IOException {
    HttpAnswers.Answer half =
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          pause();
        };
    try (HttpAnswers server = new HttpAnswers(half)) {
      assertTimeoutPreemptively(Duration.ofMinutes(1), () -> tellAll(sink(server.uri(), 1)));
      assertWarned(server.uri(), "took more than 1 s");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server is closed
    }
  }

  @Test
  void anAnswerWithoutEndIsCutOff() throws IOException {
    HttpAnswers.Answer endless =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] part = new byte[1 << 20];
          while (true) { // until the client has had enough
            exchange.getResponseBody().write(part);
          }
        };
    try (HttpAnswers server = new HttpAnswers(endless)) {
      tellAll(sink(server.uri(), 20));
      assertWarned(server.uri(), "an answer of more than 16,777,216 bytes");
    }
  }

  @Test
  void nobodyThereIsOneWarning() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    tellAll(sink("http://127.0.0.1:" + port, 20));
    assertWarned("http://127.0.0.1:" + port, "connection refused");
    warnings.clear();
    tellAll(sink("http://no-such-host.invalid:5000", 20));
    assertWarned("http://no-such-host.invalid:5000", "unknown host");
  }

  @Test
  void metricsThatCannotBeReadAreOneWarning() {
    sink("http://127.0.0.1:1", 20)
        .logRun(
            MANIFEST,
            row(MANIFEST),
            () -> {
              throw new IllegalStateException("the journal is gone\nline two");
            });
    assertThat(warnings)
        .containsExactly(
            "MLflow at http://127.0.0.1:1: the journal is gone; run r1 may be missing there");
  }

  @Test
  void withoutServerNothingIsAskedFor() {
    sink("", 20)
        .logRun(
            MANIFEST,
            row(MANIFEST),
            () -> {
              throw new AssertionError("the metrics were read");
            });
    sink("", 20).registerChampion(champion("hdfs://h/model.zip"));
    assertThat(warnings).isEmpty();
  }

  @Test
  void aRunIsLoggedInBatchesAndReplacesTheEarlierOne() throws IOException {
    try (HttpAnswers server = new HttpAnswers(HttpAnswers.always(200, GOOD))) {
      Manifest manifest = manifest(248);
      sink(server.uri() + "/", 20).logRun(manifest, row(manifest), () -> metrics(2_500));
      assertThat(warnings).isEmpty();
      assertThat(server.requests())
          .extracting(request -> request.path().replace("/api/2.0/mlflow/", ""))
          .containsExactly(
              "experiments/get-by-name?experiment_name=nightly",
              "runs/search",
              "runs/create",
              "runs/log-batch",
              "runs/log-batch",
              "runs/log-batch",
              "runs/log-batch",
              "runs/log-batch",
              "runs/log-batch",
              "runs/update",
              "runs/delete");
      List<JsonNode> bodies = server.requests().stream().map(HttpAnswers.Request::body).toList();
      assertThat(bodies.get(1).path("filter").asText())
          .isEqualTo("tags.`spark-resnet.run_id` = 'r1'");
      assertThat(bodies.get(2).toString())
          .contains("\"run_name\":\"quick\"")
          .contains("{\"key\":\"mlflow.source.git.commit\",\"value\":\"0123abc\"}")
          .contains("{\"key\":\"spark-resnet.data_sha256\",\"value\":\"da7a\"}");
      assertThat(bodies.subList(3, 6))
          .extracting(body -> body.path("params").size())
          .containsExactly(100, 100, 50);
      JsonNode last = bodies.get(5).path("params");
      assertThat(last.get(48).path("value").asText()).hasSize(6_000).endsWith("x…");
      assertThat(last.get(49).path("value").asText()).isEqualTo("(redacted)");
      assertThat(bodies.subList(6, 9))
          .extracting(body -> body.path("metrics").size())
          .containsExactly(1_000, 1_000, 500);
      assertThat(bodies.get(6).path("metrics").get(0).toString())
          .isEqualTo(
              "{\"key\":\"train/loss\",\"value\":\"NaN\",\"timestamp\":1795521600000,\"step\":0}");
      assertThat(bodies.get(9).toString())
          .isEqualTo("{\"run_id\":\"new\",\"status\":\"FINISHED\",\"end_time\":1795521660000}");
      assertThat(bodies.get(10).toString()).isEqualTo("{\"run_id\":\"old\"}");
    }
  }

  @Test
  void aFileOfAnotherContentIsAnotherVersion() throws IOException {
    try (HttpAnswers server = new HttpAnswers(HttpAnswers.always(200, GOOD))) {
      sink(server.uri(), 20).registerChampion(champion("hdfs://h/model.zip"));
      assertThat(warnings).isEmpty();
      assertThat(server.requests())
          .extracting(request -> request.path().replace("/api/2.0/mlflow/", ""))
          .contains("model-versions/create")
          .endsWith("registered-models/alias");
      assertThat(server.requests().get(server.requests().size() - 1).body().toString())
          .isEqualTo("{\"name\":\"cifar-10\",\"alias\":\"champion\",\"version\":\"3\"}");
    }
  }

  @Test
  void aSourceThatTheServerRefusesIsToldUnderASchemeThatItDoesNotOpen() throws IOException {
    HttpAnswers.Answer good = HttpAnswers.always(200, GOOD);
    HttpAnswers.Answer refusal =
        HttpAnswers.always(
            400,
            "{\"error_code\": \"INVALID_PARAMETER_VALUE\", \"message\": \"'source' cannot use the"
                + " 'hdfs' scheme\"}");
    AtomicBoolean refused = new AtomicBoolean();
    try (HttpAnswers server =
        new HttpAnswers(
            exchange -> {
              boolean create =
                  exchange.getRequestURI().getPath().endsWith("/model-versions/create");
              (create && !refused.getAndSet(true) ? refusal : good).to(exchange);
            })) {
      sink(server.uri(), 20).registerChampion(champion("hdfs://h/model.zip"));
      assertThat(warnings).isEmpty();
      assertThat(server.requests())
          .filteredOn(request -> request.path().endsWith("/model-versions/create"))
          .extracting(request -> request.body().path("source").asText())
          .containsExactly("hdfs://h/model.zip", "spark-resnet-hdfs://h/model.zip");
    }
  }

  @Test
  void aLocalFileNamesItsMachine() {
    assertThat(champion("file:/store/models/model.zip").source("node7"))
        .isEqualTo("sftp://node7/store/models/model.zip");
    assertThat(champion("hdfs://h:8020/store/model.zip").source("node7"))
        .isEqualTo("hdfs://h:8020/store/model.zip");
  }

  @ParameterizedTest
  @CsvSource({
    "ann, pass, , Basic YW5uOnBhc3M=",
    "ann, pass, t0k, Basic YW5uOnBhc3M=",
    "ann, , t0k, Bearer t0k",
    ", , , ",
  })
  void credentialsAreThoseOfMlflowsOwnClients(
      String user, String password, String token, String header) throws IOException {
    Map<String, String> environment = new TreeMap<>();
    putUnlessNull(environment, "MLFLOW_TRACKING_USERNAME", user);
    putUnlessNull(environment, "MLFLOW_TRACKING_PASSWORD", password);
    putUnlessNull(environment, "MLFLOW_TRACKING_TOKEN", token);
    try (HttpAnswers server = new HttpAnswers(HttpAnswers.always(200, GOOD))) {
      sink(server.uri(), 20, environment).logRun(MANIFEST, row(MANIFEST), () -> metrics(1));
      assertThat(server.requests())
          .isNotEmpty()
          .allSatisfy(request -> assertThat(request.authorization()).isEqualTo(header));
    }
  }

  /** The server is not there: the name is that of no host. */
  @ParameterizedTest
  @CsvSource({
    "http://mlflow.invalid:5000, token, true",
    "https://mlflow.invalid:5000, token, false",
    "http://mlflow.invalid:5000, '', false",
    "http://127.0.0.1:1, token, false",
    "http://localhost:1, token, false",
    "http://[::1]:1, token, false",
    "http://127.0.0.1.mlflow.invalid, token, true",
  })
  void credentialsThatGoInClearToAnotherMachineAreOneWarning(
      String uri, String token, boolean isWarned) {
    tellAll(sink(uri, 20, Map.of("MLFLOW_TRACKING_TOKEN", token)));
    assertThat(warnings.stream().filter(line -> line.contains("without encryption")))
        .hasSize(isWarned ? 1 : 0)
        .noneMatch(line -> line.contains("token"));
  }

  private static void putUnlessNull(Map<String, String> map, String key, String value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
