package org.sparkresnet.jobs.report;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.cifar.DriftChecks;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.report.Night;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.DataCheckRow;
import org.sparkresnet.tables.rows.RoundRow;

/**
 * Trainings of the nights: what they were made of and what they took.
 *
 * @param versions manifests of the runs that the registry has a version of, by run
 * @param rounds by run
 * @param checks of the data that say more than that all is well, by run
 */
record NightWork(
    Store store,
    Map<RunId, Manifest> versions,
    Map<String, Rounds> rounds,
    Map<String, List<Check>> checks) {

  /**
   * Rounds of a run.
   *
   * @param speed images/s; empty of rounds of no measurable time
   * @param images of a whole epoch, without those held out; empty if no epoch is known to be whole
   */
  record Rounds(OptionalDouble speed, OptionalLong images) {
    static final Rounds NONE = new Rounds(OptionalDouble.empty(), OptionalLong.empty());
  }

  /** Row of the table data_checks, as far as it is needed. */
  record Check(String runId, String check, double value, String status) {
    static final TableView<Check> VIEW = TableView.of(DataCheckRow.TABLE, Check.class);

    boolean isWarning() {
      return !status.equals(CheckResult.Status.OK.name());
    }
  }

  /**
   * Reads the trainings of a store; runs two Spark jobs.
   *
   * @param kept versions that the registry keeps
   * @throws org.sparkresnet.common.UserError of code DATA if rows are damaged
   */
  static NightWork read(JobContext context, List<VersionManifest> kept) {
    Map<RunId, Manifest> versions = new HashMap<>();
    kept.forEach(it -> versions.put(it.run().runId(), it.run()));
    return new NightWork(
        context.store(),
        versions,
        rounds(TableReader.read(context.spark(), context.store(), RoundRow.TABLE)),
        Check.VIEW
            .list(
                TableReader.read(context.spark(), context.store(), DataCheckRow.TABLE)
                    .filter(
                        functions
                            .col("status")
                            .notEqual(CheckResult.Status.OK.name())
                            .or(
                                functions
                                    .col("check")
                                    .isin(DriftChecks.CLASS_BALANCE, DriftChecks.CHANNEL_MEAN))))
            .stream()
            .collect(Collectors.groupingBy(Check::runId)));
  }

  /** The last round of an epoch has the SHA-256 of its weights, so that the epoch is whole. */
  private static Map<String, Rounds> rounds(Dataset<Row> rows) {
    Map<String, Rounds> rounds = new HashMap<>();
    rows.groupBy(functions.col(Table.RUN_ID), functions.col("epoch"))
        .agg(
            functions.sum("examples").as("examples"),
            functions.sum("seconds").as("seconds"),
            functions.count("params_sha256").as("ends"))
        .groupBy(functions.col(Table.RUN_ID))
        .agg(
            functions.sum("examples").divide(functions.sum("seconds")),
            functions.max(functions.when(functions.col("ends").gt(0), functions.col("examples"))))
        .collectAsList()
        .forEach(
            row ->
                rounds.put(
                    row.getString(0),
                    new Rounds(
                        row.isNullAt(1)
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(row.getDouble(1)),
                        row.isNullAt(2) ? OptionalLong.empty() : OptionalLong.of(row.getLong(2)))));
    return rounds;
  }

  /** The training of a run; empty of a run that trained nothing, or has not ended. */
  Optional<Night.Work> of(NightRun run) {
    if (run.workers() == 0 || run.endedAt().isEmpty()) {
      return Optional.empty();
    }
    List<Check> found = checks.getOrDefault(run.runId(), List.of());
    return Optional.of(
        new Night.Work(
            run.workers(),
            Duration.between(run.startedAt(), run.endedAt().get()).toMillis() / 1e3,
            images(run),
            rounds(run).speed(),
            (int) found.stream().filter(Check::isWarning).count(),
            value(found, DriftChecks.CLASS_BALANCE),
            value(found, DriftChecks.CHANNEL_MEAN)));
  }

  private Rounds rounds(NightRun run) {
    return rounds.getOrDefault(run.runId(), Rounds.NONE);
  }

  /** Value of a check; empty where nothing was there to compare with. */
  private static OptionalDouble value(List<Check> checks, String name) {
    return checks.stream()
        .filter(check -> check.check().equals(name) && !Double.isNaN(check.value()))
        .mapToDouble(Check::value)
        .findFirst();
  }

  /**
   * From the run's manifest, or its version's, or its rounds: clean removes the folder of a run.
   */
  private OptionalLong images(NightRun run) {
    RunId id = new RunId(run.runId());
    Optional<Long> stored =
        Manifest.undamaged(store, id)
            .flatMap(Manifest::data)
            .or(() -> Optional.ofNullable(versions.get(id)).flatMap(Manifest::data))
            .map(DataSummary::trainingImages);
    if (stored.isPresent()) {
      return OptionalLong.of(stored.get());
    }
    OptionalLong trained = rounds(run).images();
    OptionalInt heldOut = run.validationExamples();
    return trained.isPresent() && heldOut.isPresent()
        ? OptionalLong.of(trained.getAsLong() + heldOut.getAsInt())
        : OptionalLong.empty();
  }
}
