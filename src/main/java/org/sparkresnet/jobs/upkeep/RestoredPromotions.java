package org.sparkresnet.jobs.upkeep;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.common.FolderName;
import org.sparkresnet.config.RegistryConfig;
import org.sparkresnet.jobs.PromotionRecorder;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Champions;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.tables.rows.RunRow;

/**
 * Rows of the table promotions from the registries of a store: each change of a champion stands in
 * its history, and each other decision in the manifest of its version, unless a change of the
 * champion has overtaken it. Driver only.
 */
final class RestoredPromotions {
  private final SparkSession spark;
  private final Store store;
  private final TolerantReader others;

  RestoredPromotions(SparkSession spark, Store store, TolerantReader others) {
    this.spark = spark;
    this.store = store;
    this.others = others;
  }

  /** The row of a run; empty if no registry tells of it. */
  Optional<PromotionRow> of(RunId run) {
    return registries().stream()
        .flatMap(registry -> of(registry, run).stream())
        .findFirst()
        .or(() -> nothingNew(run));
  }

  /** The version that a run's model is. */
  Optional<VersionManifest> version(RunId run) {
    return registries().stream()
        .flatMap(registry -> versions(registry).stream())
        .filter(version -> version.run().runId().equals(run))
        .findFirst();
  }

  /** The version whose model file has a SHA-256. */
  Optional<VersionManifest> ofModel(String sha256) {
    return registries().stream()
        .flatMap(registry -> versions(registry).stream())
        .filter(version -> version.sha256().equals(sha256))
        .findFirst();
  }

  /** Runs of which a registry tells a decision. */
  SortedSet<RunId> runs() {
    SortedSet<RunId> runs = new TreeSet<>(Comparator.comparing(RunId::value));
    for (Registry registry : registries()) {
      versions(registry).stream()
          .filter(version -> standing(registry, version).isPresent())
          .forEach(version -> runs.add(version.run().runId()));
      champions(registry).stream()
          .flatMap(all -> all.latestFirst().stream())
          .forEach(champion -> runs.add(champion.decidedBy()));
    }
    return runs;
  }

  private Optional<Champions> champions(Registry registry) {
    return others.of(registry::champions);
  }

  /** A decision that is open has no row: the next retraining carries it out and writes one. */
  private Optional<Decision> standing(Registry registry, VersionManifest version) {
    return others.of(() -> registry.standing(version));
  }

  private List<VersionManifest> versions(Registry registry) {
    registry.damages().values().forEach(others.listener()::warning);
    return registry.versions();
  }

  private List<Registry> registries() {
    return store.list(new Path(store.root(), "models")).stream()
        .filter(FileStatus::isDirectory)
        .map(folder -> folder.getPath().getName())
        .filter(FolderName::isValid)
        .map(name -> Registry.open(store, name))
        .toList();
  }

  private Optional<PromotionRow> of(Registry registry, RunId run) {
    Optional<PromotionRow> change =
        champions(registry).stream()
            .flatMap(all -> all.latestFirst().stream())
            .filter(it -> it.decidedBy().equals(run))
            .findFirst()
            .map(it -> it.decision().row(registry.name(), it.version(), it.since()));
    return change.or(
        () ->
            versions(registry).stream()
                .filter(version -> version.run().runId().equals(run))
                .flatMap(
                    version ->
                        standing(registry, version).stream()
                            .map(
                                it ->
                                    it.row(
                                        registry.name(),
                                        version.version(),
                                        version.registeredAt())))
                .findFirst());
  }

  /**
   * A retraining that ended well and trained nothing found nothing new beside its champion. One
   * that trained had a version, which was pruned since: nothing tells what it decided.
   */
  private Optional<PromotionRow> nothingNew(RunId run) {
    TableScan scan = TableScan.ofRun(store, RunRow.TABLE, run);
    if (!scan.damages().isEmpty() || store.exists(store.manifest(run))) {
      return Optional.empty();
    }
    return scan
        .rows(spark)
        .filter(functions.col(Table.RUN_ID).equalTo(run.value()))
        .collectAsList()
        .stream()
        .map(RunRow.TABLE::fromSpark)
        .filter(
            row ->
                row.command().equals(RunCommand.RETRAIN.label())
                    && row.status() == RunStatus.FINISHED
                    && row.workers() == 0)
        .findFirst()
        .flatMap(this::nothingNew);
  }

  private Optional<PromotionRow> nothingNew(RunRow row) {
    Registry registry =
        Registry.open(store, RegistryConfig.storedModel(Manifest.valuesOf(row.config())));
    return champions(registry).stream()
        .flatMap(all -> all.latestFirst().stream())
        .filter(champion -> champion.since().isBefore(row.endedAt().orElseThrow()))
        .map(Champion::version)
        .filter(version -> versions(registry).stream().anyMatch(it -> it.version().equals(version)))
        .findFirst()
        .map(registry::manifest)
        .map(
            champion ->
                PromotionRecorder.nothingNew(
                    registry.name(), champion, row.endedAt().orElseThrow()));
  }
}
