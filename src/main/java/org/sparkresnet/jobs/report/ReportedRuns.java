package org.sparkresnet.jobs.report;

import static java.util.Comparator.comparing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.common.Split;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.ModelConfig;
import org.sparkresnet.jobs.WrittenRows;
import org.sparkresnet.report.ReportedRun;
import org.sparkresnet.report.RunInfo;
import org.sparkresnet.report.RunInfo.NamedValue;
import org.sparkresnet.report.Scores;
import org.sparkresnet.report.Unfinished;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.Summary;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.journal.JournalReader;
import org.sparkresnet.tables.rows.ClassRow;
import org.sparkresnet.tables.rows.ConfusionRow;
import org.sparkresnet.tables.rows.DataCheckRow;
import org.sparkresnet.tables.rows.EvaluationRow;
import org.sparkresnet.tables.rows.ExampleDynamicsRow;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.tables.rows.ReliabilityRow;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.tables.rows.RunRow;

/** Reads from a store's tables and files what a report shows of a run. Driver only. */
public final class ReportedRuns {
  private final SparkSession spark;
  private final Store store;
  private final UnfinishedRuns unfinished;

  public ReportedRuns(SparkSession spark, Store store) {
    this.spark = spark;
    this.store = store;
    this.unfinished = new UnfinishedRuns(store);
  }

  /**
   * Reads a run. Runs a Spark job a table.
   *
   * @throws UserError of code USAGE if the table of runs does not have it, with names like it
   */
  public ReportedRun read(RunId run) {
    return read(run, unfinished.isWorking(run), WrittenRows.none());
  }

  /**
   * Reads a run whose lock this process has, and on which it does not work any more; as {@link
   * #read(RunId)}.
   *
   * @param written rows that are not read again
   */
  ReportedRun readOwn(RunId run, WrittenRows written) {
    return read(run, false, written);
  }

  private ReportedRun read(RunId run, boolean isWorking, WrittenRows written) {
    Optional<Summary> summary = Summary.ofRun(store, run);
    RunRow stored = row(run);
    // What a run that has not ended has in the tables is of an earlier pause.
    JournalReader journal = new JournalReader(store, run);
    boolean unended =
        stored.status() == RunStatus.RUNNING
            && RunCommand.of(stored.command()).filter(RunCommand::trains).isPresent();
    boolean journaled = unended && !journal.isEmpty();
    List<MetricRow> metrics =
        twice(
            () ->
                list(
                    MetricRow.TABLE,
                    journaled ? journal.metrics(spark) : rows(MetricRow.TABLE, run),
                    comparing(MetricRow::step)
                        .thenComparing(MetricRow::split)
                        .thenComparing(MetricRow::key)));
    List<RoundRow> rounds =
        twice(
            () ->
                list(
                    RoundRow.TABLE,
                    journaled ? journal.rounds(spark) : rows(RoundRow.TABLE, run),
                    comparing(RoundRow::round)));
    SortedMap<String, String> config = Manifest.valuesOf(stored.config());
    return new ReportedRun(
        info(
            run,
            stored,
            config,
            summary,
            unended
                ? Optional.of(
                    unfinished.state(run, isWorking, config, stored.workers(), metrics, rounds))
                : Optional.empty()),
        summary,
        metrics,
        rounds,
        list(
                EvaluationRow.TABLE,
                run,
                written,
                comparing(EvaluationRow::split)
                    .thenComparing(EvaluationRow::testTimeFlips)
                    .thenComparing(EvaluationRow::evaluatedAt))
            .stream()
            .map(Scores::of)
            .toList(),
        list(ClassRow.TABLE, run, written, comparing(ClassRow::classId)).stream()
            .filter(row -> row.split().equals(Split.TEST.label()))
            .toList(),
        list(
                ConfusionRow.TABLE,
                run,
                written,
                comparing(ConfusionRow::actualId).thenComparing(ConfusionRow::predictedId))
            .stream()
            .filter(row -> row.split().equals(Split.TEST.label()))
            .toList(),
        list(ReliabilityRow.TABLE, run, written, comparing(ReliabilityRow::bin)).stream()
            .filter(row -> row.split().equals(Split.TEST.label()))
            .toList(),
        mistakes(run, written),
        suspects(run, written),
        list(
            DataCheckRow.TABLE,
            run,
            written,
            comparing(DataCheckRow::file)
                .thenComparing(DataCheckRow::check)
                .thenComparing(DataCheckRow::message)));
  }

  /** Test images that were taken for another class. */
  private List<PredictionRow> mistakes(RunId run, WrittenRows written) {
    Comparator<PredictionRow> order = comparing(PredictionRow::exampleId);
    return written
        .of(PredictionRow.TABLE)
        .map(
            rows ->
                rows.stream()
                    .filter(row -> row.split().equals(Split.TEST.label()) && row.isWrong())
                    .sorted(order)
                    .toList())
        .orElseGet(
            () ->
                list(
                    PredictionRow.TABLE,
                    rows(PredictionRow.TABLE, run).filter(PredictionRow.wrongOnTestImages()),
                    order));
  }

  /** Training images whose labels are most suspect, by their rank. */
  private List<ExampleDynamicsRow> suspects(RunId run, WrittenRows written) {
    return written
        .of(ExampleDynamicsRow.TABLE)
        .map(rows -> rows.stream().limit(ReportedRun.SUSPECTS).toList()) // written by their rank
        .orElseGet(
            () ->
                list(
                    ExampleDynamicsRow.TABLE,
                    rows(ExampleDynamicsRow.TABLE, run)
                        .filter(ExampleDynamicsRow.isUpTo(ReportedRun.SUSPECTS)),
                    comparing(ExampleDynamicsRow::suspectRank)));
  }

  /** A job that goes on with its run deletes, meanwhile, what came after its checkpoint. */
  private static <R> List<R> twice(Supplier<List<R>> reading) {
    try {
      return reading.get();
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      return reading.get();
    }
  }

  /** All runs of the table of runs, by name, also those whose rows are damaged. */
  public List<RunId> all() {
    return TableScan.of(store, RunRow.TABLE).knownRuns(spark).stream().map(RunId::new).toList();
  }

  /** Tells whether a job works on a training that has not ended. */
  boolean isWorking(RunId run) {
    return unfinished.isWorking(run)
        && list(RunRow.TABLE, run, comparing(RunRow::startedAt)).stream()
            .anyMatch(row -> row.status() == RunStatus.RUNNING);
  }

  /** Tells whether the table of runs has a run. */
  boolean exists(RunId run) {
    return SparkJobNames.step(
        spark.sparkContext(), "reading of table runs", () -> !rows(RunRow.TABLE, run).isEmpty());
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
    return TableReader.ofRun(spark, store, table, run);
  }

  private <R extends Record> List<R> list(
      Table<R> table, RunId run, WrittenRows written, Comparator<R> order) {
    return written
        .of(table)
        .map(rows -> rows.stream().sorted(order).toList())
        .orElseGet(() -> list(table, run, order));
  }

  private <R extends Record> List<R> list(Table<R> table, RunId run, Comparator<R> order) {
    return list(table, rows(table, run), order);
  }

  private static <R extends Record> List<R> list(
      Table<R> table, Dataset<Row> rows, Comparator<R> order) {
    return SparkJobNames.step(
            rows.sparkSession().sparkContext(),
            "reading of table " + table.name(),
            rows::collectAsList)
        .stream()
        .map(table::fromSpark)
        .sorted(order)
        .toList();
  }

  private RunRow row(RunId run) {
    return list(RunRow.TABLE, run, comparing(RunRow::startedAt)).stream()
        .findFirst()
        .orElseThrow(() -> unknown(run));
  }

  private RunInfo info(
      RunId run,
      RunRow row,
      SortedMap<String, String> config,
      Optional<Summary> summary,
      Optional<Unfinished> state) {
    return new RunInfo(
        run,
        row.runName(),
        row.command(),
        row.status(),
        row.startedAt(),
        row.endedAt(),
        row.workers(),
        row.error(),
        row.dataSha256(),
        ModelConfig.storedName(config),
        config,
        provenance(run, row, summary),
        state);
  }

  private UserError unknown(RunId run) {
    return UnknownRun.in(
        HumanText.path(store.root()), run, all().stream().map(RunId::value).toList());
  }

  private List<NamedValue> provenance(RunId run, RunRow row, Optional<Summary> summary) {
    List<NamedValue> facts = new ArrayList<>();
    facts.add(new NamedValue("git commit", row.gitCommit()));
    facts.add(new NamedValue("app version", row.appVersion()));
    facts.add(new NamedValue("config SHA-256", row.configSha256()));
    row.dataSha256().ifPresent(it -> facts.add(new NamedValue("data SHA-256", it)));
    row.parentRunId().ifPresent(it -> facts.add(new NamedValue("parent run id", it)));
    facts.add(new NamedValue("Spark version", row.sparkVersion()));
    facts.add(new NamedValue("DL4J version", row.dl4jVersion()));
    row.onednnVersion().ifPresent(it -> facts.add(new NamedValue("oneDNN version", it)));
    facts.add(new NamedValue("Java version", row.javaVersion()));
    facts.add(new NamedValue("system", row.osArch()));
    facts.add(new NamedValue("CPU model", row.cpuModel()));
    facts.add(new NamedValue("master", row.master()));
    facts.add(new NamedValue("application id", row.applicationId()));
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
}
