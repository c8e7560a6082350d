package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.EvaluationCounts;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.rows.BenchRow;
import org.sparkresnet.tables.rows.ClassRow;
import org.sparkresnet.tables.rows.ConfusionRow;
import org.sparkresnet.tables.rows.DataCheckRow;
import org.sparkresnet.tables.rows.EvaluationRow;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.rows.PlanRow;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.tables.rows.ResultTables;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.tables.rows.ScalingRow;
import org.sparkresnet.testing.LocalSpark;

class TablesTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final RunId A = new RunId("a");
  private static final RunId B = new RunId("b");

  @TempDir Path folder;
  private Store store;
  private TableWriter writer;

  @BeforeEach
  void openStore() {
    store = Store.open(folder.toString(), new Configuration());
    writer = new TableWriter(SPARK, UnguardedStore.writer(store), () -> YearMonth.of(2026, 11));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "runs | run_name string, command string, status string, started_at timestamp,"
            + " ended_at timestamp, config string, config_sha256 string, data_sha256 string,"
            + " git_commit string, app_version string, spark_version string, dl4j_version string,"
            + " onednn_version string, java_version string, os_arch string, cpu_model string,"
            + " cpu_kernels string, master string, application_id string, workers int, parent_run_id string,"
            + " error string",
        "params | key string, value string",
        "metrics | split string, key string, value double, step bigint, epoch int,"
            + " recorded_at timestamp",
        "rounds | round bigint, epoch int, iteration bigint, examples bigint, seconds double,"
            + " fit_seconds_mean double, fit_seconds_max double, input_seconds double, broadcast_seconds double,"
            + " aggregate_seconds double, bytes_broadcast bigint, bytes_collected bigint,"
            + " failed_tasks int, params_sha256 string",
        "evaluations | split string, model_sha256 string, examples bigint, accuracy double,"
            + " loss double, top5_accuracy double, macro_f1 double, mcc double,"
            + " test_time_flips boolean, seconds double, evaluated_at timestamp, calibration_error double",
        "per_class | split string, class_id int, class_name string, precision double,"
            + " recall double, f1 double, support bigint",
        "confusion | split string, actual_id int, actual string, predicted_id int,"
            + " predicted string, count bigint",
        "reliability | split string, bin int, probability_above double, probability_up_to double,"
            + " examples bigint, correct bigint, mean_probability double, accuracy double",
        "example_dynamics | example_id bigint, actual_id int, other_id int, presentations int,"
            + " times_right int, forgetting_events int, mean_loss double, mean_margin double,"
            + " suspect_rank bigint, first_epoch int, late_loss double",
        "predictions | split string, example_id bigint, actual_id int, predicted_id int,"
            + " probability double, model_sha256 string, model_version string,"
            + " source_file string, record_index bigint",
        "data_checks | file string, check string, value double, status string, message string",
        "bench | figure string, network string, batch_size int, threads int, workers int,"
            + " averaging_frequency int, value double, unit string, share_of_bound double,"
            + " system string",
        "scaling | workers int, averaging_frequency int, epochs double, batch_size int,"
            + " learning_rate double, images_per_second double, efficiency double,"
            + " accuracy double, loss double, seconds double, rounds bigint,"
            + " params_sha256 string, network string",
        "drills | drill string, done string, outcome string, expected string, came string, seconds double,"
            + " params_sha256 string",
        "promotions | model string, version string, decision string, reason string,"
            + " candidate_accuracy double, champion_accuracy double, p_value double,"
            + " p_worse double, candidate_only_right int, champion_only_right int,"
            + " decided_at timestamp",
        "plans | figure string, unit string, predicted double, source string, measured double",
      })
  void schemasAreAsDocumented(String name, String columns) {
    Table<?> table =
        ResultTables.ALL.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    assertThat(describe(table.readSchema().fields()))
        .isEqualTo("run_id string, schema_version int, " + columns);
    assertThat(table.readSchema().fields()).allMatch(field -> field.getComment().isDefined());
  }

  @Test
  void everyTableReadsBackWhatWasWritten() {
    EvaluationCounts counts = new EvaluationCounts(2);
    counts.add(new float[] {.75f, .25f, .5f, .5f}, new int[] {0, 1}, new long[] {8, 9});
    ClassificationReport report = ClassificationReport.of(counts);
    List<String> names = List.of("cat", "dog");

    roundTrip(
        RunRow.TABLE,
        List.of(
            RunRow.of(
                "first",
                RunStatus.FINISHED,
                Examples.NOON,
                Optional.of(Examples.NOON.plusNanos(1_999)),
                Examples.manifest("a"),
                2,
                Optional.of(B),
                Optional.empty())));
    roundTrip(ParamRow.TABLE, ParamRow.of(Examples.manifest("a").config()));
    roundTrip(
        MetricRow.TABLE,
        List.of(
            Examples.loss(1, 0.1 + 0.2),
            Examples.loss(2, Double.NaN),
            Examples.loss(3, Double.NEGATIVE_INFINITY)));
    roundTrip(RoundRow.TABLE, List.of(Examples.round(1), Examples.round(2)));
    roundTrip(
        EvaluationRow.TABLE,
        List.of(EvaluationRow.of("test", "beef", report, true, 1.5, Examples.NOON)));
    roundTrip(ClassRow.TABLE, ClassRow.of("test", report, names));
    roundTrip(ConfusionRow.TABLE, ConfusionRow.of("test", counts.confusion(), names));
    roundTrip(PredictionRow.TABLE, PredictionRow.of("test", counts.predictions(), "beef"));
    roundTrip(
        DataCheckRow.TABLE,
        List.of(new DataCheckRow("test_batch.bin", "size", 3.073e7, "OK", "fine")));
    roundTrip(
        BenchRow.TABLE,
        List.of(
            new BenchRow(
                "kernel_bound_training",
                "ResNet-20",
                128,
                1,
                2,
                OptionalInt.empty(),
                1418,
                "images/s",
                OptionalDouble.empty(),
                Optional.empty()),
            new BenchRow(
                "spark_training",
                "ResNet-20",
                128,
                1,
                2,
                OptionalInt.of(16),
                1100,
                "images/s",
                OptionalDouble.of(0.78),
                Optional.of("spark-resnet bf16"))));
    roundTrip(
        PromotionRow.TABLE,
        List.of(
            PromotionRow.of(
                "cifar-10",
                "v000002",
                "PROMOTED",
                "not worse",
                OptionalDouble.of(0.914),
                OptionalDouble.of(0.916),
                Optional.of(new PromotionRow.PairedTest(0.527, 0.0108, 440, 460)),
                Examples.NOON),
            PromotionRow.of(
                "cifar-10",
                "v000001",
                "ROLLED_BACK",
                "by hand",
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Examples.NOON)));
    roundTrip(
        PlanRow.TABLE,
        List.of(
            new PlanRow(
                "accuracy",
                "share",
                OptionalDouble.of(0.9),
                Optional.of("run a"),
                OptionalDouble.of(0.91)),
            new PlanRow(
                "job_seconds",
                "s",
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalDouble.empty())));
    List<ScalingRow> scaling =
        List.of(
            scaling(1, OptionalDouble.of(500), OptionalDouble.of(0.7)),
            scaling(2, OptionalDouble.empty(), OptionalDouble.empty()));
    roundTrip(ScalingRow.TABLE, scaling);
    assertThat(TableReader.read(SPARK, store, ScalingRow.TABLE).collectAsList())
        .extracting(ScalingRow.TABLE::fromSpark)
        .containsExactlyElementsOf(scaling);
  }

  private static ScalingRow scaling(int workers, OptionalDouble speed, OptionalDouble accuracy) {
    return new ScalingRow(
        workers,
        16,
        1.5,
        64,
        0.2,
        speed,
        OptionalDouble.empty(),
        accuracy,
        accuracy.isPresent() ? 0.9 : Double.NaN,
        60,
        49,
        accuracy.isPresent() ? Optional.of("beef") : Optional.empty(),
        "ResNet-20");
  }

  @Test
  void efficiencyIsSpeedOverThatOfSoManySingleWorkers() {
    ScalingRow one = scaling(1, OptionalDouble.of(500), OptionalDouble.of(0.7));
    ScalingRow four = scaling(4, OptionalDouble.of(1500), OptionalDouble.of(0.7));
    assertThat(four.comparedWith(Optional.of(one)).efficiency()).hasValue(0.75);
    assertThat(one.comparedWith(Optional.of(one)).efficiency()).hasValue(1);
    assertThat(four.comparedWith(Optional.empty()).efficiency()).isEmpty();
    ScalingRow oneRound = scaling(2, OptionalDouble.empty(), OptionalDouble.of(0.7));
    assertThat(oneRound.comparedWith(Optional.of(one)).efficiency()).isEmpty();
    assertThat(four.comparedWith(Optional.of(oneRound)).efficiency()).isEmpty();
  }

  private <R extends Record> void roundTrip(Table<R> table, List<R> rows) {
    writer.replace(table, A, rows);
    List<Row> read = TableReader.read(SPARK, store, table).collectAsList();
    List<List<Object>> expected = new ArrayList<>();
    for (R row : rows) {
      List<Object> cells = new ArrayList<>(List.of("a", 1));
      cells.addAll(Arrays.asList(table.cells(row)));
      expected.add(cells);
    }
    assertThat(read.stream().map(TablesTest::cells)).containsExactlyElementsOf(expected);
    assertThat(read.stream().map(table::fromSpark)).containsExactlyElementsOf(rows);
  }

  private static List<Object> cells(Row row) {
    List<Object> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(row.get(i) instanceof java.sql.Timestamp time ? time.toInstant() : row.get(i));
    }
    return cells;
  }

  @Test
  void rerunReplacesOnlyThatRun() throws IOException {
    writer.replace(MetricRow.TABLE, A, List.of(Examples.loss(1, 1)));
    writer.replace(MetricRow.TABLE, B, List.of(Examples.loss(1, 2)));
    byte[] before = Files.readAllBytes(file("metrics", "a"));
    writer.replace(MetricRow.TABLE, B, List.of(Examples.loss(1, 3), Examples.loss(2, 4)));

    assertThat(losses()).containsExactlyInAnyOrder("a 1.0", "b 3.0", "b 4.0");
    assertThat(Files.readAllBytes(file("metrics", "a"))).isEqualTo(before);
    assertThat(files())
        .containsExactlyInAnyOrder(
            "tables/metrics/month=2026-11/a.parquet",
            "tables/metrics/month=2026-11/_sum-a.json",
            "tables/metrics/month=2026-11/b.parquet",
            "tables/metrics/month=2026-11/_sum-b.json");
  }

  @Test
  void emptyRowsReplaceToo() {
    writer.replace(MetricRow.TABLE, A, List.of(Examples.loss(1, 1)));
    writer.replace(MetricRow.TABLE, A, List.of());
    assertThat(losses()).isEmpty();
  }

  @Test
  void runIdsThatLookLikeNumbersStayStrings() {
    List<String> ids = List.of("20261124", "007", "1e5", "2026-11-24", "1.50", "true");
    ids.forEach(id -> writer.replace(MetricRow.TABLE, new RunId(id), List.of(Examples.loss(1, 1))));
    Dataset<Row> read = TableReader.read(SPARK, store, MetricRow.TABLE);
    assertThat(read.select("run_id").as(Encoders.STRING()).collectAsList())
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(read.where("run_id = '007'").count()).isEqualTo(1);
    assertThat(read.where("run_id = '7'").count()).isZero();
  }

  @Test
  void absentTableHasNoRows() throws IOException {
    Dataset<Row> absent = TableReader.read(SPARK, store, RunRow.TABLE);
    assertThat(absent.schema()).isEqualTo(RunRow.TABLE.readSchema());
    assertThat(absent.count()).isZero();

    Files.createDirectories(folder.resolve("tables/runs"));
    assertThat(TableReader.read(SPARK, store, RunRow.TABLE).count()).isZero();
  }

  @Test
  void readersFindAWholeFileAtEveryMoment() throws Exception {
    writer.replace(MetricRow.TABLE, A, List.of(Examples.loss(1, 1)));
    Path file = file("metrics", "a");
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> reads =
        CompletableFuture.supplyAsync(
            () -> {
              int count = 0;
              while (!done.get()) {
                try {
                  byte[] bytes = Files.readAllBytes(file);
                  String text = new String(bytes, StandardCharsets.ISO_8859_1);
                  assertThat(text).startsWith("PAR1").endsWith("PAR1");
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
                count++;
              }
              return count;
            });
    try {
      for (int i = 0; i < 8; i++) {
        writer.replace(MetricRow.TABLE, A, List.of(Examples.loss(i, i), Examples.loss(i, -i)));
      }
    } finally {
      done.set(true);
    }
    assertThat(reads.get()).isPositive();
  }

  @Test
  void rowsBeingWrittenAreHiddenAndALeftoverIsCleaned() throws IOException {
    writer.replace(MetricRow.TABLE, A, List.of(Examples.loss(1, 1)));
    // As if a writer had been killed just before its rename.
    Path killed = Files.createDirectories(folder.resolve("tables/metrics/_tmp-a"));
    Files.copy(file("metrics", "a"), killed.resolve("part-0.parquet"));
    Path old = Files.createDirectories(folder.resolve("tables/metrics/_tmp-old"));
    Files.copy(file("metrics", "a"), old.resolve("part-0.parquet"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path working = Files.createDirectories(folder.resolve("tables/metrics/_tmp-b"));
    assertThat(losses()).containsExactly("a 1.0");

    writer.replace(MetricRow.TABLE, A, List.of(Examples.loss(1, 2)));
    assertThat(losses()).containsExactly("a 2.0");
    assertThat(killed).doesNotExist();
    assertThat(old).doesNotExist();
    assertThat(working).as("another run's writer, at work").exists();
  }

  @Test
  void failingRowsLeaveTheOldOnes() throws IOException {
    writer.replace(MetricRow.TABLE, A, List.of(Examples.loss(1, 1)));
    Dataset<Row> failing =
        TableReader.read(SPARK, store, MetricRow.TABLE)
            .map(
                (MapFunction<Row, Row>)
                    row -> {
                      throw new IllegalStateException("no such row");
                    },
                Encoders.row(MetricRow.TABLE.rowSchema()));
    assertThatThrownBy(() -> writer.replace(MetricRow.TABLE, A, failing))
        .hasStackTraceContaining("no such row");
    assertThat(losses()).containsExactly("a 1.0");
    assertThat(files())
        .containsExactlyInAnyOrder(
            "tables/metrics/month=2026-11/a.parquet", "tables/metrics/month=2026-11/_sum-a.json");
  }

  @Test
  void storeThatCannotBeWrittenIsOneLineAndKeepsEarlierResults() throws IOException {
    writer.replace(MetricRow.TABLE, A, List.of(Examples.loss(1, 1)));
    Files.writeString(folder.resolve("tables/rounds"), "a file where a folder should be");
    assertThatThrownBy(() -> writer.replace(RoundRow.TABLE, A, List.of(Examples.round(1))))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .hasMessageStartingWith(
            "cannot write file:" + folder + "/tables/rounds/month=2026-11/a.parquet: ")
        .message()
        .hasLineCount(1);
    assertThat(losses()).containsExactly("a 1.0");
  }

  /** A store of the time before score: its files lack three columns of predictions. */
  @Test
  void columnsThatAnOldFileLacksAreNull() {
    EvaluationCounts counts = new EvaluationCounts(2);
    counts.add(new float[] {.75f, .25f}, new int[] {0}, new long[] {8});
    List<PredictionRow> rows = PredictionRow.of("test", counts.predictions(), "beef");
    writer.replace(PredictionRow.TABLE, A, rows);
    SPARK
        .read()
        .parquet(file("predictions", "a").toString())
        .drop("run_id", "model_version", "source_file", "record_index")
        .coalesce(1)
        .write()
        .parquet(folder.resolve("tables_1/predictions/run_id=old").toString());
    writer.replace(PredictionRow.TABLE, B, rows);
    List<Row> read = TableReader.read(SPARK, store, PredictionRow.TABLE).collectAsList();
    assertThat(read).hasSize(3).allMatch(row -> row.getAs("source_file") == null);
    assertThat(read).allMatch(row -> row.<Integer>getAs("actual_id") == 0);
  }

  @Test
  void aCheckThatFailsKeepsTheOldRows() throws IOException {
    writer.replace(MetricRow.TABLE, A, List.of(Examples.loss(1, 1)));
    Dataset<Row> rows =
        MetricRow.TABLE.dataset(SPARK, List.of(Examples.loss(1, 2), Examples.loss(2, 2)));
    assertThatThrownBy(
            () ->
                writer.replace(
                    MetricRow.TABLE,
                    A,
                    rows,
                    written -> {
                      throw new IllegalStateException("wrote " + written.count() + " rows");
                    }))
        .hasMessage("wrote 2 rows");
    assertThat(losses()).containsExactly("a 1.0");
    assertThat(files())
        .containsExactlyInAnyOrder(
            "tables/metrics/month=2026-11/a.parquet", "tables/metrics/month=2026-11/_sum-a.json");
  }

  @Test
  void rejectsADatasetWithOtherColumns() {
    Dataset<Row> rows = SPARK.createDataFrame(List.of(), MetricRow.TABLE.rowSchema());
    assertThatThrownBy(() -> writer.replace(MetricRow.TABLE, A, rows.drop("step")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows of table metrics must have column step");
    assertThatThrownBy(
            () ->
                writer.replace(
                    MetricRow.TABLE, A, rows.withColumn("step", rows.col("step").cast("int"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column step of table metrics must be bigint, is: int");
  }

  @Test
  void rejectsAnUnknownSplit() {
    assertThatThrownBy(() -> new MetricRow("dev", "loss", 0, 0, 0, Examples.NOON))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("split must be train, validation or test, cannot be: dev");
  }

  private Path file(String table, String run) {
    return folder.resolve("tables/" + table + "/month=2026-11/" + run + ".parquet");
  }

  private List<String> losses() {
    return TableReader.read(SPARK, store, MetricRow.TABLE).collectAsList().stream()
        .map(row -> row.getString(0) + " " + row.<Double>getAs("value"))
        .toList();
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .collect(Collectors.toSet());
    }
  }

  private static String describe(StructField[] fields) {
    return Arrays.stream(fields)
        .map(field -> field.name() + " " + field.dataType().simpleString())
        .collect(Collectors.joining(", "));
  }
}
