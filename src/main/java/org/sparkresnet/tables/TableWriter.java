package org.sparkresnet.tables;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.files.AsideNames;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.rowfiles.RowFilePublication;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;

/**
 * Replaces a run's rows in a table. Spark writes one Parquet file aside, which is then renamed over
 * the run's old one: a reader that lists the table finds the old rows or the new ones, whole, and a
 * writer that fails or is killed changes nothing. Other runs are not touched. One writer a run and
 * table at a time.
 *
 * <p>Sets {@code spark.sql.parquet.outputTimestampType} of the session, which Spark has no option
 * of a single write for, to TIMESTAMP_MICROS: its default is a type that other readers have given
 * up. Driver only.
 */
public final class TableWriter {
  private final SparkSession spark;
  private final Store store;
  private final AtomicFiles files;

  /** Writes tables of the store with the session. */
  public TableWriter(SparkSession spark, StoreWriter writer) {
    this.spark = spark;
    this.store = writer.store();
    this.files = writer.files();
  }

  /**
   * Replaces the run's rows by these; by none if the list is empty. Runs one Spark job.
   *
   * @throws org.sparkresnet.common.UserError if the store cannot be written; the old rows are kept
   */
  public <R extends Record> void replace(Table<R> table, RunId runId, List<R> rows) {
    replace(table, runId, table.dataset(spark, rows));
  }

  /**
   * Replaces the run's rows by those of a dataset, which one task writes without collecting them.
   *
   * @param rows has the columns of {@link Table#fileSchema()}; others are dropped
   * @throws IllegalArgumentException if a column is missing or has another type
   * @throws org.sparkresnet.common.UserError if the store cannot be written; the old rows are kept
   */
  public void replace(Table<?> table, RunId runId, Dataset<Row> rows) {
    replace(table, runId, rows, written -> {});
  }

  /**
   * Replaces a run's rows, if a check allows it.
   *
   * @param check sees the rows as they were written, before readers do; what it throws keeps the
   *     old ones
   */
  public void replace(
      Table<?> table, RunId runId, Dataset<Row> rows, Consumer<Dataset<Row>> check) {
    Dataset<Row> ordered = ParquetFile.select(rows, table.name(), table.fileSchema());
    Path aside = files.aside(new Path(TableFiles.folder(store, table), runId.value()));
    Path target = TableFiles.ofRun(store, table, runId);
    try {
      SparkJobNames.step(
          spark.sparkContext(),
          "rows of table " + table.name(),
          () -> {
            files.change(target, () -> replace(ordered, aside, target, check, runId));
            return true;
          });
    } catch (IOException e) {
      throw FileErrors.cannot("write", target, e);
    }
  }

  private void replace(
      Dataset<Row> rows, Path aside, Path target, Consumer<Dataset<Row>> check, RunId run)
      throws IOException {
    files.createFolders(aside.getParent());
    deleteLeftovers(aside.getParent());
    files.delete(AsideNames.ofOlderVersions(aside.getParent(), run.value()));
    RowFiles names = RowFiles.of(target);
    RowFilePublication publication =
        new RowFilePublication(files, names, Collections.emptySortedMap());
    ParquetFile.replace(files, rows, ParquetFile.SNAPPY, aside, publication::publish, check);
    // Files that another program put there: a checksum file would now be of another file.
    for (FileStatus other : files.list(target.getParent())) {
      if (!names.contains(other.getPath().getName()) && !other.getPath().equals(names.sums())) {
        files.delete(other.getPath());
      }
    }
  }

  /** Deletes the folders that killed writers of other runs left, if that was long ago. */
  private void deleteLeftovers(Path folder) throws IOException {
    for (FileStatus status : files.list(folder)) {
      if (AsideNames.isAside(status.getPath())
          && !AsideNames.isOfPartition(status.getPath()) // the next compaction puts it back
          && AtomicFiles.isOld(status)) {
        files.delete(status.getPath());
      }
    }
  }
}
