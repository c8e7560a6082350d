package org.sparkresnet.tables;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.rowfiles.ParquetFooter;

/**
 * Writes rows to one Parquet file, which appears whole in place of an old one. The guard of the
 * files is asked before each change. Driver only.
 */
public final class ParquetFile {
  /** Compression of the tables: quick to read. */
  static final String SNAPPY = "snappy";

  private ParquetFile() {}

  /** The dataset's columns of a schema, in its order and with its comments. */
  public static Dataset<Row> select(Dataset<Row> rows, String table, StructType schema) {
    return rows.select(
        Arrays.stream(schema.fields())
            .map(field -> column(table, rows, field))
            .toArray(Column[]::new));
  }

  private static Column column(String table, Dataset<Row> rows, StructField field) {
    String name = field.name();
    if (!Arrays.asList(rows.columns()).contains(name)) {
      throw new IllegalArgumentException("rows of table " + table + " must have column " + name);
    }
    String type = rows.schema().apply(name).dataType().simpleString();
    if (!type.equals(field.dataType().simpleString())) {
      throw new IllegalArgumentException(
          String.format(
              "column %s of table %s must be %s, is: %s",
              name, table, field.dataType().simpleString(), type));
    }
    return rows.col(name).as(name, field.metadata());
  }

  /**
   * Requires that a file begins and ends like a whole Parquet file.
   *
   * @throws IOException if it does not, or cannot be read
   */
  public static void requireRows(AtomicFiles files, Path file) throws IOException {
    long bytes = files.status(file).getLen();
    files.read(file, in -> ParquetFooter.read(in, bytes));
  }

  /** Gives a written file its name. */
  @FunctionalInterface
  interface Publishing {
    /** Renames a file that is whole. */
    void publish(Path part) throws IOException;
  }

  /**
   * Writes the rows aside, with one task, forces them to disk and renames them over the target.
   *
   * @param compression of Parquet, such as {@link #SNAPPY}
   * @param aside a folder; removed in the end
   * @param check is given the rows that were written, before other readers see them; what it throws
   *     keeps the old file
   */
  public static void replace(
      AtomicFiles files,
      Dataset<Row> rows,
      String compression,
      Path aside,
      Path target,
      Consumer<Dataset<Row>> check)
      throws IOException {
    replace(
        files,
        rows,
        compression,
        aside,
        part -> {
          files.createFolders(target.getParent());
          files.publish(part, target);
        },
        check);
  }

  /** Writes the rows aside, with one task, and publishes them. */
  static void replace(
      AtomicFiles files,
      Dataset<Row> rows,
      String compression,
      Path aside,
      Publishing publishing,
      Consumer<Dataset<Row>> check)
      throws IOException {
    files.createFolders(aside.getParent());
    files.free(aside); // of an earlier attempt
    try {
      write(rows, compression, aside);
      files.sync(onlyPart(files, aside)); // Spark leaves its files to the kernel
      check.accept(
          RowFileReader.plain(rows.sparkSession().read())
              .schema(rows.schema())
              .parquet(onlyPart(files, aside).toString()));
      publishing.publish(onlyPart(files, aside));
    } catch (IOException | RuntimeException | FSError e) {
      files.discard(aside, e);
      throw e;
    }
    files.deleteIfPossible(aside); // the rows are there
  }

  private static void write(Dataset<Row> rows, String compression, Path aside) throws IOException {
    // Spark's default is a type that other readers have given up.
    rows.sparkSession().conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    try {
      rows.coalesce(1)
          .write()
          .mode(SaveMode.Overwrite)
          .option("compression", compression)
          .parquet(aside.toString());
    } catch (Exception e) { // Spark throws checked exceptions that Java does not see.
      Optional<UserError> damaged = TableDamage.in(e);
      if (damaged.isPresent() && !FileErrors.isStorage(e)) {
        throw damaged.get(); // a file that rows come from
      }
      IOException io = ErrorText.ioFailure(e);
      if (io != null
          && UserError.in(e).isEmpty()) { // a file that rows come from has its own message
        throw io;
      }
      throw e;
    }
  }

  /** The Parquet file that the one task wrote. */
  private static Path onlyPart(AtomicFiles files, Path aside) throws IOException {
    List<Path> parts =
        files.list(aside).stream()
            .map(FileStatus::getPath)
            .filter(path -> path.getName().startsWith("part-"))
            .toList();
    if (parts.size() != 1) {
      throw new IOException("Spark wrote " + parts.size() + " files to " + aside + " instead of 1");
    }
    return parts.get(0);
  }
}
