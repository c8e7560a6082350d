package org.sparkresnet.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.config.MachineKeys;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.OutputPath;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.ParquetFile;
import org.sparkresnet.tables.RowFileReader;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.rows.DataCheckRow;
import org.sparkresnet.tables.rows.ExampleDynamicsRow;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.tables.rows.ResultTables;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.tables.rows.RunRow;

/**
 * A folder with a small copy of some runs' rows, one Parquet file a table, that one may keep in a
 * repository: of the predictions only the wrong ones of the test images, of the example dynamics
 * only the most suspect labels, of long curves and of rounds every n-th point, of paths of the data
 * the last name. Rows of other runs that the folder has stay. Equal rows give equal bytes with one
 * version of Spark. Driver only.
 */
final class ExportFolder {
  /** Points that are kept of a curve, at most about so many. */
  private static final int MOST_POINTS = 150;

  /** Training images that are kept of a run: those with the most suspect labels. */
  private static final int MOST_SUSPECTS = 1000;

  private final SparkSession spark;
  private final Path folder;
  private final AtomicFiles files;
  private final List<RunId> removed;
  private final Column isCopied;
  private final Column isReplaced;

  /**
   * Folder in which rows of some runs are replaced.
   *
   * @param copied runs that get the rows of the store
   * @param removed runs that get none
   */
  ExportFolder(SparkSession spark, OutputPath folder, List<RunId> copied, List<RunId> removed) {
    this.spark = spark;
    this.folder = folder.path();
    this.files = folder.files();
    this.removed = removed;
    this.isCopied = isOneOf(copied);
    this.isReplaced = isCopied.or(isOneOf(removed));
  }

  private static Column isOneOf(List<RunId> runs) {
    return col(Table.RUN_ID).isin(runs.stream().map(RunId::value).toArray());
  }

  /** Refuses to remove runs that the folder does not have. */
  void requireRemoved() {
    if (removed.isEmpty()) {
      return;
    }
    SortedSet<String> known = new TreeSet<>(runsOf(ExportedPictures.NAME, ExportedPictures.SCHEMA));
    // Of all tables: an export or removal that was stopped has written some of them.
    ResultTables.ALL.forEach(table -> known.addAll(runsOf(table.name(), table.readSchema())));
    for (RunId run : removed) {
      if (!known.contains(run.value())) {
        throw UnknownRun.in(HumanText.path(folder), run, known);
      }
    }
  }

  private List<String> runsOf(String name, StructType schema) {
    Path file = file(name);
    try {
      return files.exists(file)
          ? earlier(file, schema)
              .select(Table.RUN_ID)
              .distinct()
              .as(Encoders.STRING())
              .collectAsList()
          : List.of();
    } catch (IOException e) {
      throw FileErrors.cannot("read", file, e);
    }
  }

  private Path file(String name) {
    return new Path(folder, name + ".parquet");
  }

  /** Replaces rows of a table by those of the store. */
  void replace(Table<?> table, Dataset<Row> stored) {
    replace(table.name(), table.readSchema(), small(table, stored.filter(isCopied)));
  }

  /** Replaces rows of a file by these, of copied runs. */
  void replace(String name, StructType schema, Dataset<Row> rows) {
    Path file = file(name);
    try {
      Dataset<Row> all = rows;
      if (files.exists(file)) {
        all = earlier(file, schema).filter(not(isReplaced)).union(rows);
      }
      Column[] order =
          Arrays.stream(schema.fieldNames()).map(functions::col).toArray(Column[]::new);
      // A union forgets the columns' comments, which are part of the file.
      Dataset<Row> sorted =
          ParquetFile.select(all, name, schema).repartition(1).sortWithinPartitions(order);
      SparkJobNames.step(
          spark.sparkContext(),
          "rows of " + file.getName(),
          () -> {
            files.change(
                file,
                () ->
                    ParquetFile.replace(
                        files, sorted, "zstd", files.aside(file), file, written -> {}));
            return true;
          });
    } catch (IOException e) {
      throw FileErrors.cannot("write", file, e);
    }
  }

  /** Rows of a file that an earlier export wrote, or somebody put there. */
  private Dataset<Row> earlier(Path file, StructType schema) {
    try {
      ParquetFile.requireRows(files, file);
      Dataset<Row> rows =
          RowFileReader.checking(spark.read()).schema(schema).parquet(file.toString());
      return SparkJobNames.step(
          spark.sparkContext(),
          "reading of " + file.getName(),
          () -> {
            rows.write().format("noop").mode(SaveMode.Overwrite).save(); // reads it all
            return rows;
          });
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      throw FileErrors.unreadable(
          "%s is damaged (%s); delete it, and export its runs again"
              .formatted(HumanText.path(file), ErrorText.of(ErrorText.innermost(e))),
          e);
    }
  }

  private static Dataset<Row> small(Table<?> table, Dataset<Row> rows) {
    if (table.equals(PredictionRow.TABLE)) {
      return rows.filter(PredictionRow.wrongOnTestImages());
    }
    if (table.equals(ExampleDynamicsRow.TABLE)) {
      return rows.filter(ExampleDynamicsRow.isUpTo(MOST_SUSPECTS));
    }
    if (table.equals(MetricRow.TABLE)) {
      return thinned(rows, Window.partitionBy(Table.RUN_ID, "split", "key"), "step", lit(false));
    }
    if (table.equals(DataCheckRow.TABLE)) {
      return rows.withColumn("file", PublicPaths.inPaths(col("file")))
          .withColumn("message", PublicPaths.inProse(col("message")));
    }
    if (table.equals(ParamRow.TABLE)) {
      return rows.filter(not(col("key").isin(MachineKeys.ELSEWHERE.toArray())))
          .withColumn(
              "value",
              when(col("key").endsWith(MachineKeys.PATH_ENDING), PublicPaths.inPaths(col("value")))
                  .otherwise(col("value")));
    }
    if (table.equals(RunRow.TABLE)) {
      return rows.withColumn("config", PublicPaths.inConfig(col("config")))
          .withColumn("error", PublicPaths.inProse(col("error")));
    }
    return table.equals(RoundRow.TABLE)
        ? thinned(rows, Window.partitionBy(Table.RUN_ID), "round", col("params_sha256").isNotNull())
        : rows;
  }

  /** Every n-th row of a part, its last, and those that are always kept. */
  private static Dataset<Row> thinned(
      Dataset<Row> rows, WindowSpec part, String order, Column always) {
    Column every = col("_count").divide(MOST_POINTS).cast("int").plus(1);
    return rows.withColumn("_nth", row_number().over(part.orderBy(order)))
        .withColumn("_count", count(lit(1)).over(part))
        .filter(col("_nth").mod(every).equalTo(0).or(col("_nth").equalTo(col("_count"))).or(always))
        .drop("_nth", "_count");
  }

  /** Bytes of all its files. */
  long bytes() {
    try {
      return files.list(folder).stream()
          .filter(file -> file.getPath().getName().endsWith(".parquet"))
          .mapToLong(FileStatus::getLen)
          .sum();
    } catch (IOException e) {
      throw FileErrors.cannot("read", folder, e);
    }
  }
}
