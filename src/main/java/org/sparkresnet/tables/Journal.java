package org.sparkresnet.tables;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.sparkresnet.common.Json;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.StoreWriter;

/**
 * Log on disk of the metrics and rounds of a run in progress. A run that is killed and resumed
 * loses no row, and the driver's memory does not grow with the number of rounds.
 *
 * <p>A segment is a file of JSON lines, one row a line as {@code {"metrics": {…}}} or {@code
 * {"rounds": {…}}}, written whole and never changed. Its name is the iteration that it ends at and
 * a number among the segments of that iteration. Rows up to a checkpoint's iteration must be
 * appended before the checkpoint is written, and {@link #truncateAfter} must be called with the
 * iteration of the checkpoint that a run resumes from. Driver only, one writer.
 */
public final class Journal {
  private static final Pattern SEGMENT = Pattern.compile("(\\d{12})-(\\d{4})\\.jsonl");
  private static final long LAST_ITERATION = 999_999_999_999L;

  private final StoreWriter writer;
  private final Path folder;

  /** The journal of a run; nothing is created. */
  public Journal(StoreWriter writer, RunId runId) {
    this.writer = writer;
    this.folder = writer.store().journal(runId);
  }

  private record Segment(Path path, long iteration, int number) {}

  /**
   * Appends a segment; nothing if there are no rows.
   *
   * @param endIteration global iteration after which the rows were taken; not before an earlier
   *     segment's
   * @throws org.sparkresnet.common.UserError if the store cannot be written
   */
  public void append(long endIteration, List<MetricRow> metrics, List<RoundRow> rounds) {
    Segment last = last();
    if (endIteration < last.iteration || endIteration > LAST_ITERATION) {
      throw new IllegalArgumentException(
          "a journal that ends at iteration "
              + last.iteration
              + " cannot go on at iteration: "
              + endIteration);
    }
    if (metrics.isEmpty() && rounds.isEmpty()) {
      return;
    }
    int number = endIteration == last.iteration ? last.number + 1 : 0;
    String name = String.format(Locale.ROOT, "%012d-%04d.jsonl", endIteration, number);
    writer.writeAtomically(
        new Path(folder, name),
        out -> {
          writeLines(out, MetricRow.TABLE, metrics);
          writeLines(out, RoundRow.TABLE, rounds);
        });
  }

  /** Deletes all segments that end after this iteration; all of them for -1. */
  public void truncateAfter(long iteration) {
    segments().stream()
        .filter(segment -> segment.iteration > iteration)
        .forEach(segment -> writer.delete(segment.path));
  }

  /** All metrics by step, split and key, with the columns of the table's file; lazy. */
  public Dataset<Row> metrics(SparkSession spark) {
    return read(spark, MetricRow.TABLE, "step", "split", "key", "recorded_at");
  }

  /** All rounds in order, with the columns of the table's file; lazy. */
  public Dataset<Row> rounds(SparkSession spark) {
    return read(spark, RoundRow.TABLE, "round", "iteration");
  }

  private Dataset<Row> read(SparkSession spark, Table<?> table, String... order) {
    List<Segment> segments = segments();
    if (segments.isEmpty()) {
      return spark.createDataFrame(List.of(), table.fileSchema());
    }
    StructType line = new StructType().add(table.name(), table.columns());
    Column[] columns =
        Arrays.stream(table.fileSchema().fieldNames())
            .map(name -> cell(table, name))
            .toArray(Column[]::new);
    // One partition: Spark reads small files in no particular order, and TableWriter wants one.
    return spark
        .read()
        .schema(line)
        .option("mode", "FAILFAST")
        .json(segments.stream().map(segment -> segment.path.toString()).toArray(String[]::new))
        .filter(functions.col(table.name()).isNotNull())
        .select(columns)
        .coalesce(1)
        .sortWithinPartitions(Arrays.stream(order).map(functions::col).toArray(Column[]::new));
  }

  private static Column cell(Table<?> table, String name) {
    return name.equals(Table.SCHEMA_VERSION)
        ? functions.lit(Table.VERSION).cast(DataTypes.IntegerType).as(name)
        : functions.col(table.name() + "." + name).as(name);
  }

  private static <R extends Record> void writeLines(OutputStream out, Table<R> table, List<R> rows)
      throws IOException {
    String[] names = table.columns().fieldNames();
    for (R row : rows) {
      ObjectNode line = Json.MAPPER.createObjectNode();
      ObjectNode columns = line.putObject(table.name());
      Object[] cells = table.cells(row);
      for (int i = 0; i < names.length; i++) {
        // Jackson writes a double's shortest exact digits, and NaN as the string "NaN".
        columns.putPOJO(names[i], cells[i] instanceof Instant time ? time.toString() : cells[i]);
      }
      out.write((Json.MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private Segment last() {
    List<Segment> segments = segments();
    return segments.isEmpty() ? new Segment(folder, -1, -1) : segments.get(segments.size() - 1);
  }

  /** All segments in order; a file that is not one, as a killed writer leaves, is passed over. */
  private List<Segment> segments() {
    return writer.store().list(folder).stream()
        .map(FileStatus::getPath)
        .map(Journal::segment)
        .filter(segment -> segment.iteration >= 0)
        .toList();
  }

  private static Segment segment(Path path) {
    Matcher name = SEGMENT.matcher(path.getName());
    return name.matches()
        ? new Segment(path, Long.parseLong(name.group(1)), Integer.parseInt(name.group(2)))
        : new Segment(path, -1, -1);
  }
}
