package org.sparkresnet.jobs.convert;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.DataFileNames;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.FolderTree;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.tables.RowFileReader;

/**
 * Finds pictures in a Parquet table with a column of bytes, or of structs with a field bytes as
 * Hugging Face writes them, and a column of labels. Driver only.
 */
final class PictureTable {
  private static final String ENDING = ".parquet";

  /** Pictures take far more memory than the rows that Spark's default is meant for. */
  private static final String ROWS_OF_A_BATCH = "16";

  private final FolderTree tree;
  private final Dataset<Row> rows;
  private final TableColumns columns;

  private PictureTable(FolderTree tree, Dataset<Row> rows, TableColumns columns) {
    this.tree = tree;
    this.rows = rows;
    this.columns = columns;
  }

  /** Tells whether a source is a table: a file, or a folder with Parquet files or partitions. */
  static boolean is(FolderTree tree) {
    if (tree.root().isFile()) {
      return true;
    }
    List<FileStatus> entries = tree.entries(tree.root());
    return tree.names().contains("_delta_log")
        || entries.stream().anyMatch(PictureTable::isParquet)
        || (!entries.isEmpty()
            && entries.stream()
                .allMatch(it -> it.isDirectory() && it.getPath().getName().contains("=")));
  }

  private static boolean isParquet(FileStatus entry) {
    return entry.isFile() && entry.getPath().getName().endsWith(ENDING);
  }

  /**
   * Reads the schema and the labels; runs a Spark job.
   *
   * @throws UserError of code DATA if there is no such table; of code USAGE if it has no such
   *     columns
   */
  static PictureSource find(FolderTree tree, SparkSession spark, ConvertRequest request) {
    Path path = tree.root().getPath();
    List<String> warnings = new ArrayList<>();
    SparkSession own = SparkSessions.another(spark);
    own.conf().set("spark.sql.parquet.columnarReaderBatchSize", ROWS_OF_A_BATCH);
    // Partitions 9 and 10 are whole numbers, in their order.
    own.conf().set("spark.sql.sources.partitionColumnTypeInference.enabled", "true");
    DataFrameReader reader = RowFileReader.checking(own.read());
    if (tree.root().isFile()) {
      if (!isParquet(tree.root())) {
        throw UserError.data(path + ": must be a folder or a Parquet file, is a file (--from)");
      }
    } else {
      if (tree.names().contains("_delta_log")) {
        throw UserError.data(
            path
                + ": is a Delta table, of which old rows would be read: write it as Parquet (--from)");
      }
      List<FileStatus> files = tree.filesBelow(tree.root());
      if (files.stream().anyMatch(PictureTable::isParquet)) {
        reader = reader.option("pathGlobFilter", "*" + ENDING);
        requireRead(path, files.stream().filter(PictureTable::isParquet).toList());
        List<String> notRead =
            files.stream()
                .filter(it -> !isParquet(it))
                .filter(it -> !DataFileNames.TRAINING_AND_TEST.isKnownOther(it.getPath().getName()))
                .map(it -> it.getPath().toString())
                .toList();
        if (!notRead.isEmpty()) {
          warnings.add("not read, because of its name: " + FewNames.of(notRead));
        }
      }
    }
    Dataset<Row> rows = rows(reader, path);
    PictureTable table =
        new PictureTable(tree, rows, TableColumns.of(path.toString(), rows.schema(), request));
    return SparkJobNames.step(
        spark.sparkContext(), "labels of the table", () -> table.source(warnings));
  }

  /**
   * Refuses files that Spark passes over without a word: those below a folder that is no partition,
   * and those beside partitions.
   */
  private static void requireRead(Path root, List<FileStatus> files) {
    Optional<Path> beside = Optional.empty();
    Optional<Path> partition = Optional.empty();
    for (FileStatus file : files) {
      Path folder = file.getPath().getParent();
      if (folder.equals(root)) {
        beside = beside.or(() -> Optional.of(file.getPath()));
      } else {
        partition = partition.or(() -> Optional.of(folder));
      }
      for (Path at = folder; at != null && !at.equals(root); at = at.getParent()) {
        if (!at.getName().contains("=")) {
          throw UserError.data(
              "%s: lies in the folder %s, which is no partition (COLUMN=VALUE): move the file out of it, or give the folder as --from"
                  .formatted(file.getPath(), at.getName()));
        }
      }
    }
    if (beside.isPresent() && partition.isPresent()) {
      throw UserError.data(
          "%s: lies beside the partition %s: move the file into a partition, or elsewhere (--from)"
              .formatted(beside.get(), partition.get().getName()));
    }
  }

  private static Dataset<Row> rows(DataFrameReader reader, Path path) {
    try {
      return reader.parquet(path.toString());
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      if (e instanceof AnalysisException) {
        throw UserError.data(
            "%s: is no Parquet table: %s (--from)".formatted(path, ErrorText.of(e)), e);
      }
      throw damaged(path, e);
    }
  }

  /**
   * Error of a failed job that reads a source: a user's error in it as it is, Parquet's as damage.
   */
  static RuntimeException damaged(Path path, Exception failure) {
    Throwable innermost = ErrorText.innermost(failure);
    boolean isParquets =
        innermost.getClass().getName().startsWith("org.apache.parquet.")
            || String.valueOf(innermost.getMessage()).contains("not a Parquet file")
            || Arrays.stream(innermost.getStackTrace())
                .limit(8)
                .anyMatch(at -> at.getClassName().startsWith("org.apache.parquet."));
    Optional<UserError> mistake = UserError.in(failure);
    if (mistake.isPresent()) {
      return mistake.get();
    }
    if (isParquets) {
      return UserError.data(
          "%s: is damaged: %s (--from)".formatted(path, ErrorText.of(innermost)), failure);
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(failure);
  }

  private PictureSource source(List<String> warnings) {
    Dataset<Row> pictures =
        rows.select(
            columns.bytesColumn().as("bytes"),
            columns.pathColumn().as("path"),
            columns.labelColumn().as("label"),
            col("_metadata.file_path").as("file"),
            col("_metadata.row_index").as("row"));
    Map<String, Long> counts = new HashMap<>();
    for (Row row : counted()) {
      counts.put(row.getString(0), row.getLong(1));
    }
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    counts.remove(null);
    List<String> labels = new ArrayList<>(counts.keySet());
    labels.sort(
        columns.isNumbered() ? Comparator.comparing(Long::valueOf) : Comparator.naturalOrder());
    String[] files = rows.inputFiles();
    boolean isSplit = TableSplit.isKept(tree.root().getPath(), files);
    Optional<List<String>> named =
        columns.isNumbered() && labels.size() <= ClassNames.MOST
            ? HuggingFaceNames.of(rows, files, columns.label().name())
            : Optional.empty();
    List<String> names = named.orElse(labels);
    if (names.size() < 2 || names.size() > ClassNames.MOST) {
      throw UserError.data(
          HumanText.format(
              "%s: the column %s must have 2 to %,d labels, has %s (--from)",
              tree.root().getPath(),
              columns.label().name(),
              ClassNames.MOST,
              names.size() > ClassNames.MOST ? "more" : HumanText.format("%d", names.size())));
    }
    ClassNames classes = SourceClasses.of(tree.root().getPath().toString(), names);
    Map<String, Short> ids = new HashMap<>(); // -1 and others beside the names are no labels
    for (short i = 0; i < names.size(); i++) {
      ids.put(named.isPresent() ? Short.toString(i) : names.get(i), i);
    }
    JavaRDD<FoundPicture> found = pictures.javaRDD().map(row -> found(row, ids, isSplit));
    return new PictureSource(
        classes, isSplit, total, found, isSplit ? List.of(TableSplit.KEPT) : List.of(), warnings);
  }

  private List<Row> counted() {
    try {
      return rows.groupBy(columns.labelColumn()).count().limit(ClassNames.MOST + 2).collectAsList();
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      throw damaged(tree.root().getPath(), e);
    }
  }

  private static FoundPicture found(Row row, Map<String, Short> ids, boolean isSplit)
      throws IOException {
    String file = row.getString(3);
    String name =
        HumanText.format(
            "%s, row %d%s",
            file,
            row.getLong(4),
            Optional.ofNullable(row.getString(1)).map(path -> " (" + path + ")").orElse(""));
    Side side = !isSplit ? Side.BY_CONTENT : TableSplit.side(file);
    Short label = ids.get(row.getString(2));
    if (label == null) {
      return FoundPicture.defective(name, (short) 0, side, "has no label");
    }
    byte[] bytes = row.getAs(0);
    return bytes == null
        ? FoundPicture.defective(name, label, side, "has no bytes")
        : FoundPicture.whole(name, label, side, bytes);
  }
}
