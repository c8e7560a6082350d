package org.sparkresnet.results;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.OneLine;

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
  /** What a writer left that long ago was killed: none takes an hour. */
  private static final Duration LEFTOVER_AGE = Duration.ofDays(1);

  private final SparkSession spark;
  private final Store store;

  /** Writes tables of the store with the session. */
  public TableWriter(SparkSession spark, Store store) {
    this.spark = spark;
    this.store = store;
  }

  /**
   * Replaces the run's rows by these; by none if the list is empty. Runs one Spark job.
   *
   * @throws org.sparkresnet.UserError if the store cannot be written; the old rows are kept
   */
  public <R extends TableRow> void replace(Table<R> table, RunId runId, List<R> rows) {
    replace(table, runId, table.dataset(spark, rows));
  }

  /**
   * Replaces the run's rows by those of a dataset, which one task writes without collecting them.
   *
   * @param rows has the columns of {@link Table#fileSchema()}; others are dropped
   * @throws IllegalArgumentException if a column is missing or has another type
   * @throws org.sparkresnet.UserError if the store cannot be written; the old rows are kept
   */
  public void replace(Table<?> table, RunId runId, Dataset<Row> rows) {
    Column[] columns =
        Arrays.stream(table.fileSchema().fields())
            .map(field -> column(table, rows, field))
            .toArray(Column[]::new);
    Path aside = store.tableAside(table, runId);
    Path target = store.tableFile(table, runId);
    try {
      store.files().change(target, () -> replace(rows.select(columns), aside, target));
    } catch (IOException e) {
      throw Store.cannot("write", target, e);
    }
  }

  private void replace(Dataset<Row> rows, Path aside, Path target) throws IOException {
    FileSystem fileSystem = store.fileSystem();
    fileSystem.mkdirs(aside.getParent());
    deleteLeftovers(aside);
    try {
      write(rows, aside);
      fileSystem.mkdirs(target.getParent());
      publish(onlyPart(aside), target);
    } catch (IOException | RuntimeException | FSError e) {
      store.files().discard(aside, e);
      throw e;
    }
    fileSystem.delete(aside, true);
  }

  private static Column column(Table<?> table, Dataset<Row> rows, StructField field) {
    String name = field.name();
    if (!Arrays.asList(rows.columns()).contains(name)) {
      throw new IllegalArgumentException(
          "rows of table " + table.name() + " must have column " + name);
    }
    String type = rows.schema().apply(name).dataType().simpleString();
    if (!type.equals(field.dataType().simpleString())) {
      throw new IllegalArgumentException(
          String.format(
              "column %s of table %s must be %s, is: %s",
              name, table.name(), field.dataType().simpleString(), type));
    }
    return rows.col(name).as(name, field.metadata());
  }

  private static void write(Dataset<Row> rows, Path aside) throws IOException {
    rows.sparkSession().conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    try {
      rows.coalesce(1)
          .write()
          .mode(SaveMode.Overwrite)
          .option("compression", "snappy")
          .parquet(aside.toString());
    } catch (Exception e) { // Spark throws checked exceptions that Java does not see.
      IOException io = OneLine.ioFailure(e);
      if (io != null) {
        throw io;
      }
      throw e;
    }
  }

  /** The Parquet file that the one task wrote. */
  private Path onlyPart(Path aside) throws IOException {
    List<Path> parts =
        Arrays.stream(store.fileSystem().listStatus(aside))
            .map(FileStatus::getPath)
            .filter(path -> path.getName().startsWith("part-"))
            .toList();
    if (parts.size() != 1) {
      throw new IOException("Spark wrote " + parts.size() + " files to " + aside + " instead of 1");
    }
    return parts.get(0);
  }

  private void publish(Path part, Path target) throws IOException {
    FileSystem fileSystem = store.fileSystem();
    store.files().publish(part, target);
    // Whatever another program put there; a checksum file would now be of another file.
    for (FileStatus other : fileSystem.listStatus(target.getParent())) {
      if (!other.getPath().getName().equals(target.getName())) {
        fileSystem.delete(other.getPath(), true);
      }
    }
  }

  /** Deletes what killed writers left: of this run at once, of others when they are long dead. */
  private void deleteLeftovers(Path aside) throws IOException {
    FileSystem fileSystem = store.fileSystem();
    long dead = Instant.now().minus(LEFTOVER_AGE).toEpochMilli();
    fileSystem.delete(aside, true);
    for (FileStatus status : fileSystem.listStatus(aside.getParent())) {
      if (AtomicFiles.isAside(status.getPath()) && status.getModificationTime() < dead) {
        fileSystem.delete(status.getPath(), true);
      }
    }
  }
}
