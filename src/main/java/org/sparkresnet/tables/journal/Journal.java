package org.sparkresnet.tables.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.Json;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.RoundRow;

/**
 * Log on disk of the metrics and rounds of a run in progress. A run that is killed and resumed
 * loses no row, and the driver's memory does not grow with the number of rounds.
 *
 * <p>A segment is a file of JSON lines, one row a line as {@code {"metrics": {…}}} or {@code
 * {"rounds": {…}}}, written whole and never changed. Its name is the iteration that it ends at, a
 * number among the segments of that iteration, and the SHA-256 of its content. Rows up to a
 * checkpoint's iteration must be appended before the checkpoint is written, and {@link
 * #truncateAfter} must be called with the iteration of the checkpoint that a run resumes from.
 * Driver only, one writer.
 */
public final class Journal {
  private static final long LAST_ITERATION = 999_999_999_999L;

  private final StoreWriter writer;
  private final JournalReader rows;
  private final Path folder;

  /** The journal of a run; nothing is created. */
  public Journal(StoreWriter writer, RunId runId) {
    this.writer = writer;
    this.rows = new JournalReader(writer.store(), runId);
    this.folder = writer.store().journal(runId);
  }

  /**
   * Appends a segment; nothing if there are no rows.
   *
   * @param endIteration global iteration after which the rows were taken; not before an earlier
   *     segment's
   * @throws org.sparkresnet.common.UserError if the store cannot be written
   */
  public void append(long endIteration, List<MetricRow> metrics, List<RoundRow> rounds) {
    JournalReader.Segment last = last();
    if (endIteration < last.iteration() || endIteration > LAST_ITERATION) {
      throw new IllegalArgumentException(
          "a journal that ends at iteration "
              + last.iteration()
              + " cannot go on at iteration: "
              + endIteration);
    }
    if (metrics.isEmpty() && rounds.isEmpty()) {
      return;
    }
    int number = endIteration == last.iteration() ? last.number() + 1 : 0;
    byte[] lines = lines(metrics, rounds);
    String name =
        String.format(Locale.ROOT, "%012d-%04d-%s.jsonl", endIteration, number, Sha256.of(lines));
    writer.writeAtomically(new Path(folder, name), out -> out.write(lines));
  }

  /** Deletes all segments that end after this iteration; all of them for -1. */
  public void truncateAfter(long iteration) {
    rows.names().stream()
        .filter(segment -> segment.iteration() > iteration)
        .forEach(segment -> writer.delete(segment.path()));
  }

  /** All metrics in the order in which they were appended. */
  public List<MetricRow> metrics() {
    return rows.metrics();
  }

  /** All metrics by step, split and key, with the columns of the table's file; lazy. */
  public Dataset<Row> metrics(SparkSession spark) {
    return rows.metrics(spark);
  }

  /** All rounds in order, with the columns of the table's file; lazy. */
  public Dataset<Row> rounds(SparkSession spark) {
    return rows.rounds(spark);
  }

  private static byte[] lines(List<MetricRow> metrics, List<RoundRow> rounds) {
    StringBuilder lines = new StringBuilder();
    try {
      addLines(lines, MetricRow.TABLE, metrics);
      addLines(lines, RoundRow.TABLE, rounds);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static <R extends Record> void addLines(StringBuilder lines, Table<R> table, List<R> rows)
      throws JsonProcessingException {
    String[] names = table.columns().fieldNames();
    for (R row : rows) {
      ObjectNode line = Json.MAPPER.createObjectNode();
      ObjectNode columns = line.putObject(table.name());
      Object[] cells = table.cells(row);
      for (int i = 0; i < names.length; i++) {
        // Jackson writes a double's shortest exact digits, and NaN as the string "NaN".
        columns.putPOJO(names[i], cells[i] instanceof Instant time ? time.toString() : cells[i]);
      }
      lines.append(Json.MAPPER.writeValueAsString(line)).append('\n');
    }
  }

  private JournalReader.Segment last() {
    List<JournalReader.Segment> segments = rows.names();
    return segments.isEmpty()
        ? new JournalReader.Segment(folder, -1, -1, Optional.empty())
        : segments.get(segments.size() - 1);
  }
}
