package org.sparkresnet.jobs.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.registry.HonestAccuracy;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.TestLedger;
import org.sparkresnet.report.DrillVerdict;
import org.sparkresnet.report.Night;
import org.sparkresnet.report.Nights;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.DataCheckRow;
import org.sparkresnet.tables.rows.DrillRow;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.tables.rows.RunRow;

/** Reader of a registry's nights from the store's tables. Driver only. */
record StoredNights(JobContext context, Registry registry) {

  private record Decided(
      String runId,
      String version,
      String decision,
      String reason,
      OptionalDouble candidateAccuracy,
      OptionalDouble championAccuracy,
      OptionalInt candidateOnlyRight,
      OptionalInt championOnlyRight,
      Instant decidedAt) {
    static final TableView<Decided> VIEW = TableView.of(PromotionRow.TABLE, Decided.class);
  }

  private record Run(
      String runId,
      String command,
      RunStatus status,
      Instant startedAt,
      Optional<Instant> endedAt,
      String config,
      int workers,
      Optional<String> error) {
    static final TableView<Run> VIEW = TableView.of(RunRow.TABLE, Run.class);
  }

  /**
   * Reads the nights; runs six Spark jobs.
   *
   * @throws org.sparkresnet.common.UserError of code DATA if rows are damaged
   */
  Nights read() {
    Map<String, Run> runs = new HashMap<>();
    Run.VIEW.list(rows(RunRow.TABLE)).forEach(run -> runs.put(run.runId(), run));
    Map<String, Double> speeds = speeds();
    Map<String, Long> warnings = warnings();
    List<Night> nights = new ArrayList<>();
    for (Decided row :
        Decided.VIEW.list(
            rows(PromotionRow.TABLE).filter(functions.col("model").equalTo(registry.name())))) {
      nights.add(
          new Night(
              new RunId(row.runId()),
              row.decidedAt(),
              row.decision(),
              Optional.of(row.version()),
              row.reason(),
              row.candidateAccuracy(),
              row.championAccuracy(),
              row.candidateOnlyRight(),
              row.championOnlyRight(),
              Optional.ofNullable(runs.get(row.runId()))
                  .flatMap(run -> work(run, speeds, warnings))));
    }
    runs.values().stream()
        .filter(run -> run.command().equals("retrain") && run.status() == RunStatus.FAILED)
        .filter(this::isOfThisRegistry)
        .forEach(run -> nights.add(failed(run, work(run, speeds, warnings))));
    nights.sort(Comparator.comparing(Night::at).thenComparing(night -> night.run().value()));
    return new Nights(registry.name(), champion(), nights, drills(runs));
  }

  private Dataset<Row> rows(Table<?> table) {
    return TableReader.read(context.spark(), context.store(), table);
  }

  private boolean isOfThisRegistry(Run run) {
    return JobConfig.stored(Manifest.valuesOf(run.config()), "run " + run.runId())
        .registry()
        .model()
        .equals(registry.name());
  }

  private static Night failed(Run run, Optional<Night.Work> work) {
    return new Night(
        new RunId(run.runId()),
        run.endedAt().orElse(run.startedAt()),
        Night.FAILED,
        Optional.empty(),
        run.error().orElse("no reason is stored"),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        work);
  }

  /** The training of a run; empty of a run that trained nothing, or has not ended. */
  private Optional<Night.Work> work(
      Run run, Map<String, Double> speeds, Map<String, Long> warnings) {
    if (run.workers() == 0 || run.endedAt().isEmpty()) {
      return Optional.empty();
    }
    Double speed = speeds.get(run.runId());
    return Optional.of(
        new Night.Work(
            run.workers(),
            Duration.between(run.startedAt(), run.endedAt().get()).toMillis() / 1e3,
            images(run),
            speed == null ? OptionalDouble.empty() : OptionalDouble.of(speed),
            (int) (long) warnings.getOrDefault(run.runId(), 0L)));
  }

  private OptionalLong images(Run run) {
    return Manifest.undamaged(context.store(), new RunId(run.runId()))
        .flatMap(Manifest::data)
        .map(DataSummary::trainingImages)
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  private Map<String, Double> speeds() {
    Map<String, Double> speeds = new HashMap<>();
    rows(RoundRow.TABLE)
        .groupBy(functions.col(Table.RUN_ID))
        .agg(functions.sum("examples").divide(functions.sum("seconds")).as("speed"))
        .collectAsList()
        .forEach(
            row -> {
              if (!row.isNullAt(1)) { // rounds of no measurable time
                speeds.put(row.getString(0), row.getDouble(1));
              }
            });
    return speeds;
  }

  private Map<String, Long> warnings() {
    Map<String, Long> warnings = new HashMap<>();
    rows(DataCheckRow.TABLE)
        .filter(functions.col("status").notEqual("OK"))
        .groupBy(functions.col(Table.RUN_ID))
        .count()
        .collectAsList()
        .forEach(row -> warnings.put(row.getString(0), row.getLong(1)));
    return warnings;
  }

  private List<Nights.DrillOfStore> drills(Map<String, Run> runs) {
    Map<String, List<DrillRow>> drills = new TreeMap<>();
    rows(DrillRow.TABLE)
        .collectAsList()
        .forEach(
            row ->
                drills
                    .computeIfAbsent(row.getAs(Table.RUN_ID), run -> new ArrayList<>())
                    .add(DrillRow.TABLE.fromSpark(row)));
    return drills.entrySet().stream()
        .filter(drill -> runs.containsKey(drill.getKey()))
        .map(
            drill ->
                new Nights.DrillOfStore(
                    new RunId(drill.getKey()),
                    runs.get(drill.getKey()).startedAt(),
                    new DrillVerdict(drill.getValue())))
        .sorted(Comparator.comparing(Nights.DrillOfStore::at).reversed())
        .toList();
  }

  private Optional<Nights.ChampionOfToday> champion() {
    return registry
        .champion()
        .map(
            champion ->
                new Nights.ChampionOfToday(
                    champion.version().toString(),
                    champion.since(),
                    TestLedger.read(context.spark(), context.store(), registry.name())
                        .accuracy(champion.sha256())
                        .map(HonestAccuracy::text)
                        .or(() -> accuracy(registry.manifest(champion.version()).testAccuracy()))));
  }

  private static Optional<String> accuracy(OptionalDouble share) {
    return share.isPresent()
        ? Optional.of("is " + HumanText.percent(share.getAsDouble()))
        : Optional.empty();
  }
}
