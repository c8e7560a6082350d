package org.sparkresnet.tables;

import java.io.IOException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.files.AsideNames;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.rowfiles.RowFiles;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;

/**
 * Replaces a run's rows in a table, in the month in which they stand; the first ones in the present
 * month. Spark writes one Parquet file aside, which is then renamed over the run's old one: a
 * reader that lists the table finds the old rows or the new ones, whole, and a writer that fails or
 * is killed changes nothing. Rows of a run that was merged with others are taken out of their file
 * in the same step. Other runs are not touched. All under the lock of the run, which is taken for
 * it if the writer has another one: a compaction moves no rows that are being replaced.
 *
 * <p>Sets {@code spark.sql.parquet.outputTimestampType} of the session, which Spark has no option
 * of a single write for, to TIMESTAMP_MICROS: its default is a type that other readers have given
 * up. Driver only.
 */
public final class TableWriter {
  private final SparkSession spark;
  private final StoreWriter writer;
  private final Store store;
  private final Supplier<YearMonth> month;
  private final Optional<Path> into;

  /** Writes tables of the store with the session. */
  public TableWriter(SparkSession spark, StoreWriter writer) {
    this(spark, writer, () -> YearMonth.now(ZoneOffset.UTC));
  }

  /**
   * @param month of a run's first rows
   */
  public TableWriter(SparkSession spark, StoreWriter writer, Supplier<YearMonth> month) {
    this(spark, writer, month, Optional.empty());
  }

  /**
   * Writer of rows to files of runs' own in a month's folder, whose merged rows are lost.
   *
   * @param writer of a holder of the tables' lock
   */
  public static TableWriter into(SparkSession spark, StoreWriter writer, Path folder) {
    return new TableWriter(spark, writer, () -> TableFiles.month(folder), Optional.of(folder));
  }

  private TableWriter(
      SparkSession spark, StoreWriter writer, Supplier<YearMonth> month, Optional<Path> into) {
    this.spark = spark;
    this.writer = writer;
    this.store = writer.store();
    this.month = month;
    this.into = into;
  }

  /**
   * Replaces the run's rows by these; by none if the list is empty. Runs one Spark job.
   *
   * @throws org.sparkresnet.common.UserError if the store cannot be written, or of code LOCKED if
   *     another job works on the run; the old rows are kept
   */
  public <R extends Record> void replace(Table<R> table, RunId runId, List<R> rows) {
    replace(table, runId, table.dataset(spark, rows));
  }

  /**
   * Replaces the run's rows by those of a dataset, which one task writes without collecting them.
   *
   * @param rows has the columns of {@link Table#rowSchema()}; others are dropped
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
    Dataset<Row> ordered =
        ParquetFile.select(
            rows.withColumn(Table.RUN_ID, functions.lit(runId.value())),
            table.name(),
            table.readSchema());
    Path folder = TableFiles.folder(store, table);
    try {
      SparkJobNames.step(
          spark.sparkContext(),
          "rows of table " + table.name(),
          () -> {
            writer
                .files()
                .change(
                    folder,
                    () ->
                        writer.withRun(runId, held -> replace(held, table, runId, ordered, check)));
            return true;
          });
    } catch (IOException e) {
      Path target =
          RowFiles.of(TableFiles.folder(store, table, month.get()), runId.value()).first();
      throw FileErrors.cannot("write", target, e);
    }
  }

  private void replace(
      StoreWriter held, Table<?> table, RunId run, Dataset<Row> rows, Consumer<Dataset<Row>> check)
      throws IOException {
    AtomicFiles files = held.files();
    Path folder = TableFiles.folder(store, table);
    files.createFolders(folder);
    deleteLeftovers(files, folder);
    files.free(AsideNames.ofOlderVersions(folder, run.value()));
    ParquetFile.replace(
        files,
        rows,
        ParquetFile.SNAPPY,
        files.aside(new Path(folder, run.value())),
        part -> publish(held, table, run, part),
        check);
  }

  private void publish(StoreWriter held, Table<?> table, RunId run, Path part) throws IOException {
    if (into.isPresent()) {
      MergedRows.publish(held.files(), into.get(), run, part);
      return;
    }
    RunPlace place = RunPlace.of(spark, store, table, run, month.get());
    if (!place.isShared()) {
      MergedRows.publish(held.files(), place.folder(), run, part);
      return;
    }
    held.withTables(
        shared -> {
          MergedRows merged = new MergedRows(spark, shared, table);
          merged.complete();
          merged.replace(RunPlace.of(spark, store, table, run, month.get()), run, part);
        });
  }

  /** Deletes the folders that killed writers of other runs left, if that was long ago. */
  private static void deleteLeftovers(AtomicFiles files, Path folder) throws IOException {
    List<FileStatus> entries = files.list(folder);
    for (FileStatus status : entries) {
      if (AsideNames.isAside(status.getPath())
          && !AsideNames.isOfPartition(status.getPath()) // the next compaction puts it back
          && AtomicFiles.isOld(status, entries)) {
        files.deleteIfPossible(status.getPath()); // no rename of theirs is of this run
      }
    }
  }
}
