package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.jobs.SparkSessions;

/** The commands as a user gives them, on a real local Spark and the real slice. */
class CommandLineIT {
  private static final String SLICE = "data.path=src/test/resources/cifar10-slice";

  @TempDir private static Path folder;

  @BeforeAll
  static void chooseMaster() {
    LocalMaster.choose();
  }

  @AfterAll
  static void forgetMaster() {
    LocalMaster.forget();
  }

  private static Result run(String... args) {
    return Result.of(List.of(args));
  }

  private static Result train(Path store, String runId, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("train", "--store", store.toString(), "--run-id", runId, "--set", SLICE));
    args.addAll(List.of("--set", "model.depth=8", "--set", "train.epochs=2"));
    args.addAll(List.of("--set", "train.batch-size=32", "--set", "train.averaging-frequency=2"));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private static JsonNode summary(Path store, String runId) throws IOException {
    return new ObjectMapper().readTree(store.resolve("runs/" + runId + "/summary.json").toFile());
  }

  @Test
  void trainLeavesModelSummaryAndEveryTableAndEvaluateAgreesWithIt() throws IOException {
    Path store = folder.resolve("store-train");
    Result trained =
        train(
            store,
            "first",
            "--set",
            "dataset.validation-examples=50",
            "--set",
            "evaluate.training-images=true");
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out())
        .contains("ResNet-8, run first")
        .contains("test accuracy")
        .contains("images/s on 2 workers")
        .contains("\non the 250 training images as they are: accuracy ")
        .contains("next: submit/local evaluate --store " + store);
    JsonNode summary = summary(store, "first");
    assertThat(summary.get("status").asText()).isEqualTo("FINISHED");
    assertThat(summary.get("examples_seen").asLong()).isEqualTo(500);
    assertThat(summary.get("workers").asInt()).isEqualTo(2);
    assertThat(summary.get("params_sha256").asText()).hasSize(64);
    assertThat(store.resolve("runs/first/model.zip")).exists();
    assertThat(store.resolve("runs/first/config.conf")).content().contains("batch-size=32");

    Result evaluated =
        run(
            "evaluate",
            "--model",
            store.resolve("runs/first/model.zip").toString(),
            "--store",
            store.toString(),
            "--run-id",
            "again",
            "--set",
            SLICE,
            "--set",
            "evaluate.test-time-flips=true",
            "--set",
            "evaluate.training-images=true");
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.out())
        .contains("ResNet-8 on 100 test images", "airplane")
        .contains("\non the 300 training images as they are: accuracy ");

    try (SparkSession spark = SparkSessions.open("query")) {
      spark.conf().set("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
      for (String table :
          List.of(
              "runs",
              "params",
              "metrics",
              "rounds",
              "evaluations",
              "per_class",
              "confusion",
              "predictions",
              "data_checks")) {
        spark
            .read()
            .parquet(store.resolve("tables/" + table).toString())
            .createOrReplaceTempView(table);
      }
      assertThat(
              spark
                  .sql(
                      "select split, count(*) from predictions where run_id = 'first'"
                          + " group by split order by split")
                  .collectAsList())
          .extracting(row -> row.getString(0) + " " + row.getLong(1))
          .containsExactly("test 100", "train 250", "validation 50");
      assertThat(count(spark, "select sum(examples) from rounds where run_id = 'first'"))
          .isEqualTo(500);
      assertThat(count(spark, "select sum(count) from confusion where split = 'test'"))
          .isEqualTo(200);
      List<Row> accuracies =
          spark
              .sql(
                  "select distinct accuracy, loss from evaluations"
                      + " where split = 'test' and not test_time_flips")
              .collectAsList();
      assertThat(accuracies).as("evaluate reproduces train's evaluation").hasSize(1);
      assertThat(accuracies.get(0).getDouble(0)).isEqualTo(summary.get("test_accuracy").asDouble());
      assertThat(count(spark, "select count(*) from evaluations where test_time_flips"))
          .as("of the test images, not of the training images")
          .isEqualTo(1);
      assertThat(
              count(
                  spark,
                  "select count(*) from metrics where split = 'validation' and key = 'accuracy'"))
          .isEqualTo(2);
    }

    Result mistaken = train(store, "again");
    assertThat(mistaken.code()).isEqualTo(2);
    assertThat(mistaken.err())
        .isEqualTo(
            "error: --run-id must not be one of another command (evaluate), cannot be: again\n");
    assertThat(runRow(store, "again").<String>getAs("command")).isEqualTo("evaluate");
  }

  private static List<String> params(Path store, String runId) {
    try (SparkSession spark = SparkSessions.open("query")) {
      return spark
          .read()
          .parquet(store.resolve("tables/params/run_id=" + runId).toString())
          .collectAsList()
          .stream()
          .map(row -> row.<String>getAs("key") + " = " + row.<String>getAs("value"))
          .toList();
    }
  }

  private static long count(SparkSession spark, String query) {
    return spark.sql(query).collectAsList().get(0).getLong(0);
  }

  @Test
  void aPausedRunGoesOnWithTheSameCommandAndReachesTheSameBits() throws IOException {
    Path store = folder.resolve("store-pause");
    assertThat(train(store, "whole").code()).isZero();
    Result paused = train(store, "pieces", "--pause-at", "3");
    assertThat(paused.code()).as(paused.err()).isZero();
    assertThat(paused.out()).contains("paused at iteration 4 of 10").contains("--run-id pieces");
    assertThat(params(store, "pieces")).contains("train.batch-size = 32");
    byte[] before = Files.readAllBytes(store.resolve("runs/pieces/manifest.json"));
    Result mistaken = train(store, "pieces", "--set", "train.momentum=0.5");
    assertThat(mistaken.code()).isEqualTo(2);
    assertThat(store.resolve("runs/pieces/manifest.json")).hasBinaryContent(before);
    assertThat(store.resolve("runs/pieces/summary.json")).doesNotExist();
    Instant began = runRow(store, "pieces").getAs("started_at");
    Result resumed = train(store, "pieces");
    assertThat(resumed.out()).contains("resumed from the checkpoint at iteration 4");
    assertThat(summary(store, "pieces").get("params_sha256"))
        .isEqualTo(summary(store, "whole").get("params_sha256"));
    Row resumedRow = runRow(store, "pieces");
    assertThat(resumedRow.<Instant>getAs("started_at")).as("of the first attempt").isEqualTo(began);
    assertThat(resumedRow.<Instant>getAs("ended_at")).isAfter(began);
    try (SparkSession spark = SparkSessions.open("query")) {
      assertThat(
              spark
                  .read()
                  .parquet(store.resolve("tables/rounds").toString())
                  .groupBy("run_id")
                  .agg(org.apache.spark.sql.functions.sum("examples"))
                  .collectAsList())
          .extracting(row -> row.getLong(1))
          .containsExactly(600L, 600L);
    }

    corruptEveryCheckpoint(store.resolve("runs/pieces/checkpoints"));
    Result corrupt = train(store, "pieces");
    assertThat(corrupt.code()).isEqualTo(3);
    assertThat(corrupt.err())
        .contains("none of 2 checkpoints can be read (it ends ")
        .contains("; --fresh begins again")
        .hasLineCount(1);
    assertThat(train(store, "pieces", "--fresh").code()).isZero();

    Result other = train(store, "pieces", "--set", "train.seed=2");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err())
        .contains("belongs to another configuration (train.seed is 1 there and 2 in this run)")
        .contains("choose another --run-id, or --fresh to begin again");
    assertThat(train(store, "pieces", "--set", "train.seed=2", "--fresh").code()).isZero();
  }

  private static Row runRow(Path store, String runId) {
    try (SparkSession spark = SparkSessions.open("query")) {
      spark.conf().set("spark.sql.datetime.java8API.enabled", "true"); // timestamps as instants
      return spark.read().parquet(store + "/tables/runs/run_id=" + runId).collectAsList().get(0);
    }
  }

  private static void corruptEveryCheckpoint(Path checkpoints) throws IOException {
    try (Stream<Path> files = Files.walk(checkpoints)) {
      for (Path file : files.filter(f -> f.endsWith("state.bin")).toList()) {
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 1000));
      }
    }
  }

  @Test
  void secretsInAddressesReachNeitherScreenNorStore() throws IOException {
    Path store = folder.resolve("store-secret");
    for (String password : List.of("hunter2", "hunt@er2")) {
      String address = "hdfs://alice:" + password + "@127.0.0.1:1/cifar";
      for (Result result :
          List.of(
              train(store, "data", "--set", "data.path=" + address),
              run("train", "--store", address, "--set", SLICE),
              run("evaluate", "--model", address + "/model.zip", "--store", store.toString()))) {
        assertThat(result.code()).as(result.err()).isIn(2, 3);
        assertThat(result.out() + result.err()).doesNotContain("er2");
      }
    }
    assertThat(store.resolve("runs")).doesNotExist();
  }

  @Test
  void aTableThatCannotBeWrittenFailsTheRunWithOneLineAndSparesEarlierResults() throws IOException {
    Path store = folder.resolve("store-obstacle");
    assertThat(train(store, "a").code()).isZero();
    byte[] model = Files.readAllBytes(store.resolve("runs/a/model.zip"));
    Path obstacle = Files.createDirectories(store.resolve("tables/confusion/")).resolve("run_id=b");
    Files.writeString(obstacle, "a file where the folder belongs");
    Result failed = train(store, "b");
    assertThat(failed.code()).as(failed.err()).isEqualTo(3);
    assertThat(failed.err())
        .startsWith("error: cannot write file:" + obstacle + "/part-00000.parquet: ")
        .hasLineCount(1);
    assertThat(summary(store, "b").get("status").asText()).isEqualTo("FAILED");
    assertThat(runRow(store, "b").<String>getAs("status")).isEqualTo("FAILED");
    assertThat(store.resolve("runs/a/model.zip")).hasBinaryContent(model);
    assertThat(asides(store)).isEmpty();

    Files.delete(obstacle);
    assertThat(train(store, "b").code()).isZero();
    assertThat(summary(store, "b").get("params_sha256"))
        .isEqualTo(summary(store, "a").get("params_sha256"));
  }

  @Test
  void aRunThatCannotEvenWriteItsCurvesIsMarkedAsFailed() throws IOException {
    Path store = folder.resolve("store-no-curves");
    Path obstacle = Files.createDirectories(store.resolve("tables/metrics")).resolve("run_id=a");
    Files.writeString(obstacle, "a file where the folder belongs");
    Result failed = train(store, "a");
    assertThat(failed.code()).as(failed.err()).isEqualTo(3);
    assertThat(failed.err()).startsWith("error: cannot write file:" + obstacle).hasLineCount(1);
    assertThat(summary(store, "a").get("status").asText()).isEqualTo("FAILED");
    assertThat(runRow(store, "a").<String>getAs("status")).isEqualTo("FAILED");
  }

  private static List<Path> asides(Path store) throws IOException {
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(path -> path.getFileName().toString().startsWith("_tmp-")).toList();
    }
  }

  @Test
  void aBaseSetAndIncrementsTrainTheModelOfOneFolderWithTheSameFiles() throws IOException {
    Path store = folder.resolve("store-increments");
    Path data = folder.resolve("increments");
    Path slice = Path.of("src/test/resources/cifar10-slice");
    for (String file : List.of("base/data_batch_1.bin", "base/data_batch_2.bin")) {
      copy(slice.resolve(Path.of(file).getFileName()), data.resolve(file));
    }
    copy(slice.resolve("test_batch.bin"), data.resolve("base/test_batch.bin"));
    for (int day = 3; day <= 5; day++) {
      copy(
          slice.resolve("data_batch_" + day + ".bin"),
          data.resolve("more/2026-11-0" + day + "/data_batch_1.bin"));
    }
    String paths = "data.path=" + data + "/base," + data + "/more/2026-*";
    assertThat(train(store, "whole").code()).isZero();
    Result result = train(store, "grown", "--set", paths);
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains(" --set '" + paths + "' --model ");
    assertThat(summary(store, "grown").get("params_sha256"))
        .isEqualTo(summary(store, "whole").get("params_sha256"));
    Result empty =
        train(store, "empty", "--set", "data.path=" + data + "/base," + data + "/none-*");
    assertThat(empty.code()).isEqualTo(3);
    assertThat(empty.err())
        .isEqualTo("error: " + data + "/none-*: matches no folder or file (data.path)\n");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to);
  }

  @Test
  void divergenceExitsWithFiveAndLeavesAFailedRun() throws IOException {
    Path store = folder.resolve("store-diverged");
    Result result =
        train(
            store,
            "wild",
            "--set",
            "train.learning-rate=1e18",
            "--set",
            "train.schedule=constant",
            "--set",
            "train.averaging-frequency=1");
    assertThat(result.code()).isEqualTo(5);
    assertThat(result.err())
        .startsWith("error: training diverged: ")
        .contains("train.learning-rate")
        .hasLineCount(1);
    assertThat(summary(store, "wild").get("status").asText()).isEqualTo("FAILED");
    assertThat(params(store, "wild")).isNotEmpty();
  }

  @Test
  void aRunThatDivergesAfterItWentOnTellsWhatAllItsAttemptsDid() throws IOException {
    Path store = folder.resolve("store-diverged-later");
    String[] harmlessAtFirst = {
      "--set", "train.schedule=constant",
      "--set", "train.learning-rate=1e18",
      "--set", "train.warm-up.iterations=5",
      "--set", "train.warm-up.factor=0",
      "--set", "train.warm-up.linear=false",
    };
    Result paused = train(store, "late", with(harmlessAtFirst, "--pause-at", "5"));
    assertThat(paused.code()).as(paused.err()).isZero();
    assertThat(train(store, "late", harmlessAtFirst).code()).isEqualTo(5);
    JsonNode summary = summary(store, "late");
    assertThat(summary.get("status").asText()).isEqualTo("FAILED");
    assertThat(summary.get("iterations").asLong()).isEqualTo(5);
    assertThat(summary.get("rounds").asLong()).isEqualTo(3);
    assertThat(summary.get("examples_seen").asLong()).isEqualTo(300);
    assertThat(summary.get("epochs").asInt()).isEqualTo(1);
  }

  private static String[] with(String[] options, String... more) {
    return Stream.concat(Arrays.stream(options), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void anEmptyStoreIsNotTouchedByAFolderWithOtherFiles() throws IOException {
    Path data = Files.createDirectory(folder.resolve("other-files"));
    Files.writeString(data.resolve("notes.txt"), "no images");
    Result result = train(folder.resolve("store-none"), "none", "--set", "data.path=" + data);
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.err()).contains("no training file data_batch*.bin").hasLineCount(1);
    assertThat(folder.resolve("store-none/runs")).doesNotExist();
  }

  private interface Preparation {
    void prepare(Path data) throws IOException;
  }

  static Stream<Arguments> badData() {
    return Stream.of(
        Arguments.of(
            "truncated file",
            (Preparation)
                data -> {
                  Path file = data.resolve("data_batch_2.bin");
                  Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 184_000));
                },
            "data_batch_2.bin: 184000 bytes is not a multiple of 3073: record 59 ends after 2693"
                + " bytes"),
        Arguments.of(
            "label 200",
            (Preparation)
                data -> {
                  Path file = data.resolve("data_batch_3.bin");
                  byte[] bytes = Files.readAllBytes(file);
                  bytes[7 * 3073] = (byte) 200;
                  Files.write(file, bytes);
                },
            "data_batch_3.bin: record 7: label must be 0 to 9, is 200"),
        Arguments.of(
            "empty file",
            (Preparation) data -> Files.write(data.resolve("data_batch_2.bin"), new byte[0]),
            "data_batch_2.bin: the file is empty (0 bytes)"),
        Arguments.of(
            "folder for a file",
            (Preparation)
                data -> {
                  Files.delete(data.resolve("data_batch_2.bin"));
                  Files.createDirectory(data.resolve("data_batch_2.bin"));
                },
            "data_batch_2.bin: must be a file, is a folder"),
        Arguments.of(
            "missing test file",
            (Preparation) data -> Files.delete(data.resolve("test_batch.bin")),
            "the test file test_batch.bin is missing"),
        Arguments.of(
            "no training file",
            (Preparation)
                data -> {
                  for (int i = 1; i <= 5; i++) {
                    Files.delete(data.resolve("data_batch_" + i + ".bin"));
                  }
                },
            "no training file data_batch*.bin"),
        Arguments.of(
            "test images in the training set",
            (Preparation)
                data ->
                    Files.copy(data.resolve("test_batch.bin"), data.resolve("data_batch_6.bin")),
            "training set"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void badData(String name, Preparation preparation, String message) throws IOException {
    Path data = Files.createTempDirectory(folder, "data");
    Path slice = Path.of("src/test/resources/cifar10-slice");
    try (Stream<Path> files = Files.list(slice)) {
      for (Path file : files.toList()) {
        Files.copy(file, data.resolve(file.getFileName()));
      }
    }
    preparation.prepare(data);
    Path store = Files.createTempDirectory(folder, "store");
    Result result = train(store, "bad", "--set", "data.path=" + data);
    assertThat(result.code()).as(result.err()).isEqualTo(3);
    assertThat(result.err()).startsWith("error: ").contains(message).hasLineCount(1);
    // What is found before the records are read leaves no run, the rest one that says why it
    // failed.
    Path summary = store.resolve("runs/bad/summary.json");
    if (Files.exists(store.resolve("runs"))) {
      assertThat(Files.readString(summary)).contains("\"status\" : \"FAILED\"").contains(message);
      assertThat(summary.resolveSibling("model.zip")).doesNotExist();
    }
  }

  static Stream<Arguments> badUsage() throws IOException {
    Path broken = Files.createTempFile("broken", ".conf");
    Files.writeString(broken, "train { epochs = ");
    Path including = Files.createTempFile("including", ".conf");
    Files.writeString(including, "include \"absent.conf\"");
    Path includingFile = Files.createTempFile("including", ".conf");
    Files.writeString(includingFile, "include file(\"absent.conf\")");
    Path nested = Files.createTempFile("nested", ".conf");
    Files.writeString(nested, "train { step { factr = 0.1 } }");
    return Stream.of(
        Arguments.of(
            2,
            List.of("train", "--config", nested.toString()),
            nested + ": unknown key train.step.factr; did you mean train.step.factor?"),
        Arguments.of(
            2,
            List.of("train", "--config", including.toString()),
            including + ": cannot be included: "),
        Arguments.of(
            2,
            List.of("train", "--config", includingFile.toString()),
            includingFile + ": cannot be included: "),
        Arguments.of(
            2,
            List.of("train", "--config", "conf"),
            "conf: must be a file, is a folder (--config)"),
        Arguments.of(
            2,
            List.of("train", "--set", "train.epochs"),
            "--set must be key=value, cannot be: train.epochs"),
        Arguments.of(
            2, List.of("train", "--run-id", ""), "run id must be 1 to 100 letters, digits,"),
        Arguments.of(
            2,
            List.of("train", "--set", SLICE, "--set", "train.workers=301", "--store", ownStore()),
            "train.workers must be at most the number of training images (300), cannot be: 301"),
        Arguments.of(
            2,
            List.of("train", "--set", "data.path=hdfs://me:secret@nohost.invalid/cifar"),
            "data.path must not hold a user's password, cannot be:"
                + " hdfs://(redacted)@nohost.invalid/cifar"),
        Arguments.of(
            2,
            List.of("train", "--set", SLICE, "--store", "hdfs://me:secret@nohost.invalid/store"),
            "store must not hold a user's password, cannot be: hdfs://(redacted)@nohost.invalid"),
        Arguments.of(
            3,
            List.of(
                "train", "--set", "data.path=hdfs://nohost.invalid/cifar", "--store", ownStore()),
            "hdfs://nohost.invalid/cifar: cannot be read (data.path):"
                + " java.net.UnknownHostException: nohost.invalid"),
        Arguments.of(
            3,
            List.of("train", "--set", "data.path=s3a://bucket/cifar", "--store", ownStore()),
            "s3a://bucket/cifar: cannot be read (data.path): the classes of s3a:// are not there"
                + " (spark-submit --packages or --jars adds them)"),
        Arguments.of(
            2,
            List.of("train", "--set", SLICE, "--store", "hdfs://nohost.invalid/store"),
            "store must be a folder or a URI that Hadoop knows, cannot be:"
                + " 'hdfs://nohost.invalid/store'"),
        Arguments.of(
            2,
            List.of("train", "--set", SLICE, "--store", "s3a://bucket/store"),
            "(the classes of s3a:// are not there"),
        Arguments.of(
            3,
            List.of("train", "--set", SLICE, "--store", broken.toString()),
            "cannot write file:" + broken),
        Arguments.of(
            3,
            List.of("evaluate", "--model", "conf", "--store", ownStore()),
            "conf: must be a file, is a folder (--model)"),
        Arguments.of(
            3,
            List.of("evaluate", "--model", "pom.xml", "--store", ownStore()),
            "pom.xml: not a complete model file"),
        Arguments.of(
            2,
            List.of("train", "--set", "train.epoch=3"),
            "--set: unknown key train.epoch; did you mean train.epochs?"),
        Arguments.of(2, List.of("train", "--set", "trian {}=1"), "--set"),
        Arguments.of(
            2,
            List.of("train", "--set", "train.batch-size=-4"),
            "train.batch-size must be at least 1, cannot be: -4"),
        Arguments.of(
            2,
            List.of("train", "--set", "train.averaging-frequency=-1"),
            "train.averaging-frequency must be at least 1, cannot be: -1"),
        Arguments.of(
            2,
            List.of("train", "--set", "train.epochs=many"),
            "train.epochs must be a whole number, cannot be: \"many\""),
        Arguments.of(
            2,
            List.of("train", "--set", "model.depth=21"),
            "model.depth must be 6n+2 between 8 and 1202"),
        Arguments.of(
            2,
            List.of("train", "--set", "train.schedule=sometimes"),
            "train.schedule must be one of constant, step, one-cycle, cosine, cannot be: sometimes"),
        Arguments.of(
            2,
            List.of("train", "--set", "train.epochs=null"),
            "train.epochs must have a value, cannot be: null"),
        Arguments.of(
            2,
            List.of("train", "--set", "train.batch-size=64.9"),
            "train.batch-size must be a whole number, cannot be: 64.9"),
        Arguments.of(
            2,
            List.of("train", "--set", "train.batch-size=1000000"),
            "train.batch-size must be at most 10000, cannot be: 1000000"),
        Arguments.of(
            2,
            List.of("train", "--set", "train.step.factor=-1"),
            "train.step.factor must be between 0 and 1, cannot be: -1.0"),
        Arguments.of(
            2,
            List.of("train", "--set", "lock.lease-seconds=0"),
            "lock.lease-seconds must be between 1 and 86400, cannot be: 0"),
        Arguments.of(
            2,
            List.of("train", "--set", "store.retry-seconds=-1"),
            "store.retry-seconds must be between 0 and 86400, cannot be: -1"),
        Arguments.of(
            2, List.of("train", "--pause-at", "0"), "--pause-at must be at least 1, cannot be: 0"),
        Arguments.of(2, List.of("trian"), "Unmatched argument at index 0: 'trian'"),
        Arguments.of(
            2, List.of("train", "--config", "conf/none.conf"), "conf/none.conf: no such file"),
        Arguments.of(2, List.of("train", "--config", broken.toString()), "not a HOCON file"),
        Arguments.of(2, List.of("train", "--run-id", "a/b"), "a/b"),
        Arguments.of(2, List.of("train", "--speed"), "Unknown option: '--speed'"),
        Arguments.of(2, List.of("evaluate"), "Missing required option: '--model=MODEL'"),
        Arguments.of(2, List.of("describe", "--set", "model.depth=9"), "model.depth must be"));
  }

  private static String ownStore() {
    return folder.resolve("store-mistakes").toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[0]", "nonsense"})
  void aMasterThatSparkDoesNotKnowIsAUsersMistake(String master) {
    System.setProperty("spark.master", master);
    try {
      Result result = run("train", "--set", SLICE, "--store", ownStore());
      assertThat(result.err())
          .startsWith("error: Spark cannot be started (--master " + master + "): ")
          .hasLineCount(1);
      assertThat(result.code()).isEqualTo(2);
    } finally {
      System.setProperty("spark.master", LocalMaster.MASTER);
    }
  }

  @Test
  void anHdfsThatRefusesTheConnectionIsToldWithinAMinute() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String data = "hdfs://127.0.0.1:" + port + "/cifar";
    Result result =
        assertTimeoutPreemptively(
            Duration.ofMinutes(1),
            () -> run("train", "--set", "data.path=" + data, "--store", ownStore()));
    assertThat(result.err())
        .startsWith("error: " + data + ": cannot be read (data.path): ")
        .contains("Connection refused")
        .hasLineCount(1);
    assertThat(result.code()).isEqualTo(3);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource
  void badUsage(int code, List<String> args, String message) {
    Result result = run(args.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isEqualTo(code);
    assertThat(result.err()).startsWith("error: ").contains(message).hasLineCount(1);
  }

  @Test
  void aModelThatIsMissingOrDamagedIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path store = folder.resolve("store-models");
    Result missing = run("evaluate", "--model", "none.zip", "--store", store.toString());
    assertThat(missing.code()).isEqualTo(3);
    assertThat(missing.err()).contains("none.zip: no such model (--model)");
    assertThat(train(store, "good").code()).isZero();
    Path model = store.resolve("runs/good/model.zip");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2] ^= 1;
    Files.write(model, bytes);
    Result damaged =
        run("evaluate", "--model", model.toString(), "--store", store.toString(), "--set", SLICE);
    assertThat(damaged.code()).isEqualTo(3);
    assertThat(damaged.err()).contains("model.zip: SHA-256 must be").hasLineCount(1);
  }

  @Test
  void describePrintsTheNetworkAndDrawsIt() throws IOException {
    Path svg = folder.resolve("resnet20.svg");
    Result result = run("describe", "--svg", svg.toString());
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("269,722").contains("stage3-unit3");
    assertThat(svg).content().startsWith("<svg");
  }

  @Test
  void versionNamesCommitAndLibraries() {
    assertThat(run("--version").out())
        .matches("(?s)spark-resnet \\S+ \\(commit \\S+\\).*Spark 3\\.5\\.5, DL4J 1\\.0\\.0-M2.*");
  }
}
