package org.sparkresnet.jobs.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.MaybeDamaged;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.HonestAccuracy;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.TestLedger;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.report.DrillVerdict;
import org.sparkresnet.report.Night;
import org.sparkresnet.report.Nights;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.DrillRow;
import org.sparkresnet.tables.rows.PromotionRow;
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

  /**
   * Reads the nights; runs seven Spark jobs. What is damaged in the registry is left out, with a
   * warning.
   *
   * @throws org.sparkresnet.common.UserError of code DATA if rows are damaged
   */
  Nights read() {
    Map<String, NightRun> runs = new HashMap<>();
    NightRun.VIEW.list(rows(RunRow.TABLE)).forEach(run -> runs.put(run.runId(), run));
    List<VersionManifest> versions = registry.versions();
    registry.damages().values().forEach(context.listener()::warning);
    MaybeDamaged<Optional<Champion>> champion = MaybeDamaged.of(registry::champion);
    champion.damage().ifPresent(damage -> context.listener().warning(damage.getMessage()));
    NightWork work = NightWork.read(context, versions);
    TestLedger ledger =
        TestLedger.readForAccuracies(context.spark(), context.store(), registry.name());
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
              Optional.ofNullable(runs.get(row.runId())).flatMap(work::of),
              Optional.empty()));
    }
    runs.values().stream()
        .filter(
            run ->
                run.command().equals(RunCommand.RETRAIN.label())
                    && run.status() == RunStatus.FAILED)
        .filter(this::isOfThisRegistry)
        .forEach(run -> nights.add(failed(run, work.of(run))));
    nights.sort(Comparator.comparing(Night::at).thenComparing(night -> night.run().value()));
    return new Nights(
        registry.name(),
        champion.content().flatMap(it -> it).map(it -> champion(it, versions, ledger)),
        champion.damage().isPresent(),
        ChampionLimits.of(ledger, versions).of(nights),
        drills(runs));
  }

  private Dataset<Row> rows(Table<?> table) {
    return TableReader.read(context.spark(), context.store(), table);
  }

  private boolean isOfThisRegistry(NightRun run) {
    return run.model().equals(registry.name());
  }

  private static Night failed(NightRun run, Optional<Night.Work> work) {
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
        work,
        Optional.empty());
  }

  private List<Nights.DrillOfStore> drills(Map<String, NightRun> runs) {
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

  private static Nights.ChampionOfToday champion(
      Champion champion, List<VersionManifest> versions, TestLedger ledger) {
    return new Nights.ChampionOfToday(
        champion.version().toString(),
        champion.since(),
        ledger
            .accuracy(champion.sha256())
            .map(HonestAccuracy::text)
            .or(
                () ->
                    versions.stream()
                        .filter(version -> version.version().equals(champion.version()))
                        .findFirst()
                        .flatMap(version -> accuracy(version.testAccuracy()))));
  }

  private static Optional<String> accuracy(OptionalDouble share) {
    return share.isPresent()
        ? Optional.of("is " + HumanText.percent(share.getAsDouble()))
        : Optional.empty();
  }
}
