package org.sparkresnet.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.HiddenRows;
import org.sparkresnet.tables.MergedRows;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.RowFileReader;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableDamage;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.TestUseRow;
import org.sparkresnet.tables.upkeep.DamagedFile;

/**
 * Reader of the looks at test images that a run has recorded, before another one takes the place of
 * their file. A damaged file is not replaced: the ledger would have fewer looks than were taken,
 * without a sign of it. Damage of other runs' rows stays as it is. Driver only.
 *
 * @param writer whose holder takes the locks of the run and of the tables where it has not: what
 *     another writer was stopped in is completed
 * @param isUsed whether the run id was used before: only then may looks that nobody can read be its
 */
public record StoredLooks(SparkSession spark, StoreWriter writer, RunId run, boolean isUsed) {
  private static final TableView<TestUseRow> ROWS =
      TableView.of(TestUseRow.TABLE, TestUseRow.class);

  /** Looks of the run of a scope. */
  public static StoredLooks of(JobContext context, RunScope scope) {
    return new StoredLooks(
        context.spark(), scope.writer(), scope.run(), scope.earlier().isPresent());
  }

  /**
   * Requires that no look of the run is damaged, before the work that ends in a look.
   *
   * @throws org.sparkresnet.common.UserError of code DATA that names the file and the command that
   *     mends it
   */
  public void requireWhole() {
    MovedRows.reading(this::whole);
  }

  /**
   * Reads the looks; runs one Spark job.
   *
   * @throws org.sparkresnet.common.UserError as {@link #requireWhole}
   */
  List<TestUseRow> read() {
    return MovedRows.reading(
        () -> {
          TableScan scan = whole();
          return ROWS.list(
              scan.rows(spark)
                  .union(RowFileReader.read(spark, TestUseRow.TABLE, besideLostPlans(scan)))
                  .filter(functions.col(Table.RUN_ID).equalTo(run.value())));
        });
  }

  private TableScan whole() {
    TableScan scan = scan();
    boolean isChanged = false;
    for (TableDamage damage : scan.damages()) {
      isChanged |= complete(damage);
    }
    scan = isChanged ? scan() : scan;
    List<TableDamage> own =
        scan.damages().stream()
            .filter(damage -> damage.runs().contains(run.value()) || mayHideLooks(damage))
            .toList();
    if (!own.isEmpty()) {
      throw TableDamage.error(writer.store(), own);
    }
    return scan;
  }

  /** Tells whether looks of the run are behind a damage that does not tell whose rows it hides. */
  private boolean mayHideLooks(TableDamage damage) {
    return damage.hidesRuns()
        && switch (HiddenRows.behind(spark, writer.store(), TestUseRow.TABLE, damage, run)) {
          case PRESENT -> true;
          case ABSENT -> false;
          case UNKNOWN -> isUsed;
        };
  }

  private TableScan scan() {
    return TableScan.ofRun(writer.store(), TestUseRow.TABLE, run);
  }

  /** Completes what a writer was stopped in, as the next one does; false for other damage. */
  private boolean complete(TableDamage damage) {
    try {
      switch (damage.kind()) {
        case PUBLICATION -> {
          if (!damage.run().equals(Optional.of(run.value()))) {
            return false;
          }
          writer.withRun(run, held -> new DamagedFile(held, damage).finishPublication());
          return true;
        }
        case SWAP -> {
          writer.withTables(shared -> new MergedRows(spark, shared, TestUseRow.TABLE).complete());
          return true;
        }
        default -> {
          return false;
        }
      }
    } catch (IOException e) {
      throw FileErrors.cannot("write", damage.file(), e);
    }
  }

  /** Files of the run's own, which are not scanned where nobody knows what is moved beside them. */
  private List<Path> besideLostPlans(TableScan scan) {
    return scan.damages().stream()
        .filter(damage -> damage.kind() == TableDamage.Kind.MARKER)
        .map(damage -> damage.file().getParent())
        .flatMap(
            folder -> RowFiles.of(folder, run.value()).among(writer.store().list(folder)).stream())
        .map(FileStatus::getPath)
        .toList();
  }
}
