package org.sparkresnet.tables;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.Json;
import org.sparkresnet.rowfiles.FolderSwap;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.rowfiles.TableSum;
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
   * Finds a run's rows. To be called by a holder of the run's lock.
   *
   * @param now month of rows that are the first of a run
   * @throws org.sparkresnet.common.UserError of code DATA if sums of merged rows are damaged
   */
  static RunPlace of(Store store, Table<?> table, RunId run, YearMonth now) {
    List<Path> merged = new ArrayList<>();
    for (Path folder : TableFiles.months(store, table)) {
      RowFiles names = RowFiles.of(folder, run.value());
      Path marker = new Path(folder, FolderSwap.MARKER);
      Kind found = Kind.NONE;
      for (FileStatus file : store.list(folder)) {
        String name = file.getPath().getName();
        if (name.equals(FolderSwap.MARKER)
            && store
                .textIfPresent(marker)
                .filter(text -> FolderSwap.runs(marker, text).contains(run.value()))
                .isPresent()) {
          return new RunPlace(folder, Kind.MOVING);
        }
        if (names.contains(name) || name.equals(names.sums().getName())) {
          found = Kind.OWN;
        } else if (name.equals(RowFiles.merged(folder).sums().getName())) {
          merged.add(folder);
        }
      }
      if (found == Kind.OWN) {
        return new RunPlace(folder, found);
      }
    }
    return merged.stream()
        .filter(folder -> hasMerged(store, folder, run))
        .findFirst()
        .map(folder -> new RunPlace(folder, Kind.MERGED))
        .orElseGet(() -> new RunPlace(TableFiles.folder(store, table, now), Kind.NONE));
  }

  private static boolean hasMerged(Store store, Path folder, RunId run) {
    Path sums = RowFiles.merged(folder).sums();
    Optional<String> text = store.textIfPresent(sums);
    return text.isPresent()
        && Json.read(sums.toString(), text.get(), TableSum.Versions.class).versions().stream()
            .limit(1)
            .anyMatch(sum -> sum.runs().containsKey(run.value()));
  }

  /** Tells whether other runs' rows are in the file too. */
  boolean isShared() {
    return kind == Kind.MERGED || kind == Kind.MOVING;
  }
}
