package org.sparkresnet.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableDamage;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.PromotionRow;

/** Reader and writer of the table promotions: one row a run. Driver only. */
public final class PromotionRecorder {
  /** Decision of a run that had nothing to train. */
  static final String NOTHING_NEW = "NOTHING_NEW";

  /** Decisions that are taken only where there is a champion, or that make one. */
  private static final String[] OF_CHAMPION = {
    Decision.Outcome.PROMOTED.name(), Decision.Outcome.ROLLED_BACK.name(), NOTHING_NEW
  };

  /** A decision that stands in the table. */
  public record Decided(String version, Decision.Outcome outcome, String reason) {}

  /** Row of the table promotions, as far as it is read. */
  private record Recorded(String version, String decision, String reason) {
    static final TableView<Recorded> VIEW = TableView.of(PromotionRow.TABLE, Recorded.class);
  }

  private final SparkSession spark;
  private final StoreWriter writer;
  private final Consumer<String> warnings;

  public PromotionRecorder(SparkSession spark, StoreWriter writer) {
    this(spark, writer, warning -> {});
  }

  /**
   * @param warnings receives a line about rows that cannot be read
   */
  public PromotionRecorder(SparkSession spark, StoreWriter writer, Consumer<String> warnings) {
    this.spark = spark;
    this.writer = writer;
    this.warnings = warnings;
  }

  /**
   * Reads what a run has decided; empty if it has no row. Where the row is damaged, the registry
   * tells the same: a version has the decision on it, and the champion's history each change. A
   * decision on a version that was removed since is taken for none: the same data and recipe give
   * the same model again, and the same decision.
   */
  public Optional<Decided> decided(Registry registry, RunId run) {
    return MovedRows.reading(() -> read(registry, run));
  }

  private Optional<Decided> read(Registry registry, RunId run) {
    TableScan scan = TableScan.ofRun(writer.store(), PromotionRow.TABLE, run);
    if (!scan.damages().isEmpty()) {
      warnings.accept(TableDamage.text(writer.store(), scan.damages()));
      return inRegistry(registry, run);
    }
    return Recorded.VIEW
        .list(scan.rows(spark).filter(functions.col(Table.RUN_ID).equalTo(run.value())))
        .stream()
        .filter(row -> !row.decision().equals(NOTHING_NEW))
        .map(
            row ->
                new Decided(row.version(), Decision.Outcome.valueOf(row.decision()), row.reason()))
        .findFirst();
  }

  private static Optional<Decided> inRegistry(Registry registry, RunId run) {
    Optional<Decided> change =
        registry
            .carriedOut(run)
            .map(
                it ->
                    new Decided(
                        it.version().toString(), it.decision().outcome(), it.decision().reason()));
    return change.or(
        () ->
            registry.versions().stream()
                .filter(version -> version.run().runId().equals(run))
                .flatMap(
                    version ->
                        registry.standing(version).or(version::decision).stream()
                            .map(
                                it ->
                                    new Decided(
                                        version.version().toString(), it.outcome(), it.reason())))
                .findFirst());
  }

  /** The runs that have a row, also a damaged one; empty if damage hides which runs have. */
  public Optional<Set<String>> runs() {
    return MovedRows.reading(this::knownRuns);
  }

  private Optional<Set<String>> knownRuns() {
    TableScan scan = TableScan.of(writer.store(), PromotionRow.TABLE);
    if (!scan.damages().isEmpty()) {
      warnings.accept(TableDamage.text(writer.store(), scan.damages()));
    }
    return scan.damages().stream().anyMatch(TableDamage::hidesRuns)
        ? Optional.empty()
        : Optional.of(scan.knownRuns(spark));
  }

  /** Tells whether a row says that a model has had a champion. */
  public static boolean tellOfChampion(SparkSession spark, Store store, String model) {
    return SparkJobNames.step(
        spark.sparkContext(),
        "reading of table promotions",
        () ->
            MovedRows.reading(
                () ->
                    !TableReader.read(spark, store, PromotionRow.TABLE)
                        .filter(functions.col("model").equalTo(model))
                        .filter(functions.col("decision").isin((Object[]) OF_CHAMPION))
                        .isEmpty()));
  }

  /**
   * Requires that the lock which guards the rows is still held.
   *
   * @throws org.sparkresnet.common.UserError of code LOCKED if it is not
   */
  public void requireHeld() {
    writer.requireAllowed();
  }

  /** The row of the champion as the registry has it. */
  public void write(Registry registry, Champion champion) {
    write(
        champion.decidedBy(),
        champion.decision().row(registry.name(), champion.version(), champion.since()));
  }

  /** The row of a candidate that was not promoted. */
  public void write(RunId run, VersionManifest version, Decision decision) {
    write(run, decision.row(version.model(), version.version(), version.registeredAt()));
  }

  /** The row of a run that found nothing new. */
  public void writeNothingNew(RunId run, String model, VersionManifest champion) {
    write(run, nothingNew(model, champion, Instant.now()));
  }

  /** The row of a run that finds nothing new beside a champion. */
  public static PromotionRow nothingNew(String model, VersionManifest champion, Instant at) {
    return PromotionRow.of(
        model,
        champion.version().toString(),
        NOTHING_NEW,
        "data and recipe are those of the champion",
        OptionalDouble.empty(),
        champion.testAccuracy(),
        Optional.empty(),
        at);
  }

  private void write(RunId run, PromotionRow row) {
    new TableWriter(spark, writer).replace(PromotionRow.TABLE, run, List.of(row));
  }
}
