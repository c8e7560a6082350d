package org.sparkresnet.jobs.report;

import static org.apache.spark.sql.functions.col;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.Split;
import org.sparkresnet.common.UserError;
import org.sparkresnet.report.ReportedRun;
import org.sparkresnet.report.RunInfo;
import org.sparkresnet.report.RunInfo.NamedValue;
import org.sparkresnet.report.Scores;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.ClassRow;
import org.sparkresnet.tables.ConfusionRow;
import org.sparkresnet.tables.DataCheckRow;
import org.sparkresnet.tables.EvaluationRow;
import org.sparkresnet.tables.MetricRow;
import org.sparkresnet.tables.PredictionRow;
import org.sparkresnet.tables.RoundRow;
import org.sparkresnet.tables.RunRow;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;

/** Reads from a store's tables and files what a report shows of a run. Driver only. */
public final class ReportedRuns {
  /** Names that a refusal of an unknown one suggests. */
  private static final int SUGGESTIONS = 3;

  /** Columns of the table of runs that say where a run came from, in the order to show. */
  private static final List<String> PROVENANCE =
      List.of(
          "git_commit",
          "app_version",
          "config_sha256",
          "data_sha256",
          "parent_run_id",
          "spark_version",
          "dl4j_version",
          "onednn_version",
          "java_version",
          "os_arch",
          "cpu_model",
          "master",
          "application_id");

  private static final Column TEST = col("split").equalTo(Split.TEST.label());

  private final SparkSession spark;
  private final Store store;

  public ReportedRuns(SparkSession spark, Store store) {
    this.spark = spark;
    this.store = store;
  }

  /**
   * Runs a Spark job a table.
   *
   * @throws UserError of code USAGE if the table of runs does not have it, with names like it
   */
  public ReportedRun read(RunId run) {
    Optional<Summary> summary = Summary.ofRun(store, run);
    return new ReportedRun(
        info(run, summary),
        summary,
        list(
            rows(MetricRow.TABLE, run).orderBy("step", "split", "key"), MetricRow.TABLE::fromSpark),
        list(rows(RoundRow.TABLE, run).orderBy("round"), RoundRow.TABLE::fromSpark),
        list(
            rows(EvaluationRow.TABLE, run).orderBy("split", "test_time_flips", "evaluated_at"),
            ReportedRuns::scores),
        list(rows(ClassRow.TABLE, run).filter(TEST).orderBy("class_id"), ClassRow.TABLE::fromSpark),
        list(
            rows(ConfusionRow.TABLE, run).filter(TEST).orderBy("actual_id", "predicted_id"),
            ConfusionRow.TABLE::fromSpark),
        list(
            rows(PredictionRow.TABLE, run)
                .filter(TEST)
                .filter(col("actual_id").notEqual(col("predicted_id")))
                .orderBy("example_id"),
            PredictionRow.TABLE::fromSpark),
        list(
            rows(DataCheckRow.TABLE, run).orderBy("file", "check", "message"),
            DataCheckRow.TABLE::fromSpark));
  }

  /** All runs of the table of runs, by name. */
  public List<RunId> all() {
    return TableReader.read(spark, store, RunRow.TABLE)
        .select(Table.RUN_ID)
        .distinct()
        .orderBy(Table.RUN_ID)
        .collectAsList()
        .stream()
        .map(row -> new RunId(row.getString(0)))
        .toList();
  }

  /** Tells whether the table of runs has a run. */
  boolean exists(RunId run) {
    return !rows(RunRow.TABLE, run).isEmpty();
  }

  /**
   * Requires a run.
   *
   * @throws UserError of code USAGE if the table of runs does not have it, with names like it
   */
  void requireKnown(RunId run) {
    if (!exists(run)) {
      throw unknown(run);
    }
  }

  private Dataset<Row> rows(Table<?> table, RunId run) {
    return TableReader.read(spark, store, table).filter(col(Table.RUN_ID).equalTo(run.value()));
  }

  private static <T> List<T> list(Dataset<Row> rows, Function<Row, T> of) {
    return rows.collectAsList().stream().map(of).toList();
  }

  private RunInfo info(RunId run, Optional<Summary> summary) {
    List<Row> rows = rows(RunRow.TABLE, run).collectAsList();
    if (rows.isEmpty()) {
      throw unknown(run);
    }
    Row row = rows.get(0);
    return new RunInfo(
        run,
        row.getAs("run_name"),
        row.getAs("command"),
        RunStatus.valueOf(row.getAs("status")),
        row.<Timestamp>getAs("started_at").toInstant(),
        Optional.ofNullable(row.<Timestamp>getAs("ended_at")).map(Timestamp::toInstant),
        row.<Integer>getAs("workers"),
        Optional.ofNullable(row.getAs("error")),
        Optional.ofNullable(row.getAs("data_sha256")),
        config(row.getAs("config")),
        provenance(run, row, summary));
  }

  private UserError unknown(RunId run) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    List<String> near =
        all().stream()
            .map(RunId::value)
            .sorted(
                Comparator.<String>comparingInt(known -> distance.apply(run.value(), known))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(SUGGESTIONS)
            .toList();
    return UserError.usage(
        "%s has no run %s; %s"
            .formatted(
                HumanText.path(store.root()),
                run,
                near.isEmpty()
                    ? "it has no run at all"
                    : "did you mean " + String.join(" or ", near) + "?"));
  }

  /** The lines of {@link Manifest#configText()}. */
  static SortedMap<String, String> config(String text) {
    SortedMap<String, String> config = new TreeMap<>();
    text.lines()
        .forEach(
            line -> {
              int equals = line.indexOf(" = ");
              if (equals > 0) {
                config.put(line.substring(0, equals), line.substring(equals + 3));
              }
            });
    return config;
  }

  private List<NamedValue> provenance(RunId run, Row row, Optional<Summary> summary) {
    List<NamedValue> facts = new ArrayList<>();
    for (String column : PROVENANCE) {
      String value = row.getAs(column);
      if (value != null) {
        facts.add(new NamedValue(words(column), value));
      }
    }
    Manifest.ofRun(store, run)
        .ifPresent(
            manifest -> {
              facts.add(new NamedValue("seed", Long.toString(manifest.seed())));
              facts.add(
                  new NamedValue(
                      "OpenMP threads of a task", Integer.toString(manifest.ompThreads())));
              manifest
                  .onednnMaxCpuIsa()
                  .ifPresent(it -> facts.add(new NamedValue("ONEDNN_MAX_CPU_ISA", it)));
              manifest
                  .modelSha256()
                  .ifPresent(it -> facts.add(new NamedValue("model SHA-256", it)));
            });
    summary
        .flatMap(Summary::paramsSha256)
        .ifPresent(it -> facts.add(new NamedValue("parameters SHA-256", it)));
    return facts;
  }

  /** "data_sha256" as people read it. */
  private static String words(String column) {
    return column
        .replace("sha256", "SHA-256")
        .replace("dl4j", "DL4J")
        .replace("onednn", "oneDNN")
        .replace("cpu", "CPU")
        .replaceFirst("^spark", "Spark")
        .replaceFirst("^java", "Java")
        .replaceFirst("^os_arch", "system")
        .replace('_', ' ');
  }

  private static Scores scores(Row row) {
    return new Scores(
        row.getAs("split"),
        row.getAs("examples"),
        row.getAs("accuracy"),
        row.getAs("loss"),
        row.getAs("top5_accuracy"),
        row.getAs("macro_f1"),
        row.getAs("mcc"),
        row.getAs("test_time_flips"));
  }
}
