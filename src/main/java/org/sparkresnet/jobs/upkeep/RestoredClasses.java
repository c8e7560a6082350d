package org.sparkresnet.jobs.upkeep;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.FolderName;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.rows.ClassRow;
import org.sparkresnet.tables.rows.ConfusionRow;

/**
 * Names of the classes of a run, which may have no manifest, as an evaluation has none and a
 * cleaned run. Driver only.
 */
final class RestoredClasses {
  private final SparkSession spark;
  private final Store store;
  private final TolerantReader others;
  private final RestoredPromotions promotions;

  RestoredClasses(
      SparkSession spark, Store store, TolerantReader others, RestoredPromotions promotions) {
    this.spark = spark;
    this.store = store;
    this.others = others;
    this.promotions = promotions;
  }

  /**
   * The names: from the run's manifest, from its rows of another table, or from the manifest of the
   * model that predicted. Empty if nothing tells them.
   */
  Optional<ClassNames> of(RunId run, PredictedSplits predicted) {
    Stream<Supplier<Optional<ClassNames>>> places =
        Stream.of(
            () -> others.of(() -> Manifest.ofRun(store, run)).map(Manifest::classes),
            () -> promotions.version(run).map(VersionManifest::classes),
            () -> ofTable(ClassRow.TABLE, run, "class_id", "class_name"),
            () -> ofTable(ConfusionRow.TABLE, run, "actual_id", "actual"),
            () -> ofModels(predicted),
            () -> Optional.of(ClassNames.CIFAR_10).filter(names -> predicted.isOfOldLayout()));
    return places
        .map(Supplier::get)
        .flatMap(Optional::stream)
        .filter(names -> names.size() >= predicted.classes())
        .findFirst();
  }

  private Optional<ClassNames> ofTable(Table<?> table, RunId run, String id, String name) {
    TableScan scan = TableScan.ofRun(store, table, run);
    if (!scan.damages().isEmpty()) {
      return Optional.empty();
    }
    List<Row> rows =
        scan.rows(spark)
            .filter(functions.col(Table.RUN_ID).equalTo(run.value()))
            .select(id, name)
            .distinct()
            .orderBy(id)
            .collectAsList();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).getInt(0) != i) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(new ClassNames(rows.stream().map(row -> row.getString(1)).toList()));
    } catch (IllegalArgumentException e) { // no rows, or somebody else's
      return Optional.empty();
    }
  }

  /** Names that the manifests of the models have, if they all have the same. */
  private Optional<ClassNames> ofModels(PredictedSplits predicted) {
    List<Optional<ClassNames>> names =
        predicted.models().stream().map(this::ofModel).distinct().toList();
    return names.size() == 1 ? names.get(0) : Optional.empty();
  }

  private Optional<ClassNames> ofModel(String sha256) {
    return promotions
        .ofModel(sha256)
        .map(VersionManifest::run)
        .or(
            () ->
                store.list(store.runs()).stream()
                    .filter(FileStatus::isDirectory)
                    .map(folder -> folder.getPath().getName())
                    .filter(FolderName::isValid)
                    .flatMap(run -> others.of(() -> Manifest.ofRun(store, new RunId(run))).stream())
                    .filter(manifest -> manifest.modelSha256().equals(Optional.of(sha256)))
                    .findFirst())
        .map(Manifest::classes);
  }
}
