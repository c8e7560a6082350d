package org.sparkresnet.tables;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.rowfiles.FolderSwap;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.rowfiles.SideFile;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/**
 * Place of a run's rows in a table, so that a run that writes again replaces them there.
 *
 * @param folder of the month
 * @param kind of the file
 */
record RunPlace(Path folder, Kind kind) {
  /** File that the rows are in. */
  enum Kind {
    /** None: the table has no rows of the run. */
    NONE,
    /** The run's own. */
    OWN,
    /** The merged rows of the month. */
    MERGED,
    /** A file that is being moved. */
    MOVING
  }

  /**
   * Finds a run's rows. To be called by a holder of the run's lock. Of merged rows whose sums are
   * damaged, the rows themselves tell whether the run is among them; if they are damaged too, the
   * run's new rows go beside them, and count instead.
   *
   * @param now month of rows that are the first of a run
   * @throws org.sparkresnet.common.UserError of code DATA if the plan of a move is damaged, and
   *     rows of the run may have been moved by it
   */
  static RunPlace of(SparkSession spark, Store store, Table<?> table, RunId run, YearMonth now) {
    List<Path> merged = new ArrayList<>();
    for (Path folder : TableFiles.months(store, table)) {
      RowFiles names = RowFiles.of(folder, run.value());
      List<String> files =
          SteadyListing.of(store, folder).stream().map(it -> it.getPath().getName()).toList();
      Optional<SideFile<FolderSwap.Plan>> marker =
          files.contains(FolderSwap.MARKER) ? FolderSwap.marker(store, folder) : Optional.empty();
      if (marker
          .flatMap(SideFile::content)
          .filter(plan -> plan.runs().contains(run.value()))
          .isPresent()) {
        return new RunPlace(folder, Kind.MOVING);
      }
      boolean isOwn =
          files.stream().anyMatch(it -> names.contains(it) || it.equals(names.sums().getName()));
      boolean hasMerged = files.contains(RowFiles.merged(folder).sums().getName());
      if (isOwn) {
        boolean isUnknown = marker.isPresent() && marker.get().content().isEmpty();
        if (isUnknown && hasMerged && HiddenRows.areMerged(spark, store, table, folder, run)) {
          Path file = new Path(folder, FolderSwap.MARKER);
          throw TableDamage.error(store, List.of(TableDamage.ofPlan(store, table, file)));
        }
        return new RunPlace(folder, Kind.OWN);
      }
      if (hasMerged) {
        merged.add(folder);
      }
    }
    return merged.stream()
        .filter(folder -> HiddenRows.areMerged(spark, store, table, folder, run))
        .findFirst()
        .map(folder -> new RunPlace(folder, Kind.MERGED))
        .orElseGet(() -> new RunPlace(TableFiles.folder(store, table, now), Kind.NONE));
  }

  /** Tells whether other runs' rows are in the file too. */
  boolean isShared() {
    return kind == Kind.MERGED || kind == Kind.MOVING;
  }
}
