package org.sparkresnet.tables.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.Json;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.common.UserError;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.RowFileReader;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.RoundRow;

/**
 * Reads the rows in a run's journal. A segment that is not as it was written is an error, never
 * fewer rows; one of an earlier version of this program has no sum, and must end with a whole line.
 * Driver only.
 */
public final class JournalReader {
  private static final Pattern SEGMENT =
      Pattern.compile("(\\d{12})-(\\d{4})(?:-([0-9a-f]{64}))?\\.jsonl");

  private final Store store;
  private final Path folder;

  /** The journal of a run, which need not be there. */
  public JournalReader(Store store, RunId run) {
    this.store = store;
    this.folder = store.journal(run);
  }

  /**
   * File of the journal.
   *
   * @param sha256 of its content; empty for one of an earlier version
   */
  record Segment(Path path, long iteration, int number, Optional<String> sha256) {}

  /** Tells whether there is nothing in it. */
  public boolean isEmpty() {
    return names().isEmpty();
  }

  /**
   * Looks for a damaged segment among those that end at an iteration or before it.
   *
   * @return the segment and what is wrong with it, in words; empty if all are whole
   */
  public Optional<String> fault(long lastIteration) {
    return names().stream()
        .filter(segment -> segment.iteration <= lastIteration)
        .flatMap(segment -> fault(segment).stream())
        .findFirst();
  }

  private Optional<String> fault(Segment segment) {
    byte[] content = store.readBytes(segment.path);
    boolean isWhole =
        segment
            .sha256
            .map(Sha256.of(content)::equals)
            .orElse(content.length > 0 && content[content.length - 1] == '\n');
    return isWhole
        ? Optional.empty()
        : Optional.of(
            HumanText.path(segment.path)
                + (segment.sha256.isPresent()
                    ? " is damaged (its SHA-256 is another than when it was written)"
                    : " is damaged (it does not end with a whole line)"));
  }

  /** All metrics in the order in which they were appended; runs no Spark job. */
  public List<MetricRow> metrics() {
    List<MetricRow> metrics = new ArrayList<>();
    for (Segment segment : segments()) {
      for (String line : store.readText(segment.path).lines().toList()) {
        JsonNode row = Json.parse(segment.path.toString(), line).path(MetricRow.TABLE.name());
        if (row.isObject()) {
          metrics.add(
              new MetricRow(
                  row.path("split").asText(),
                  row.path("key").asText(),
                  Double.parseDouble(row.path("value").asText()), // "NaN" is a text
                  row.path("step").asLong(),
                  row.path("epoch").asInt(),
                  Instant.parse(row.path("recorded_at").asText())));
        }
      }
    }
    return metrics;
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
      return spark.createDataFrame(List.of(), table.rowSchema());
    }
    StructType line = new StructType().add(table.name(), table.columns());
    Column[] columns =
        Arrays.stream(table.rowSchema().fieldNames())
            .map(name -> cell(table, name))
            .toArray(Column[]::new);
    // One partition: Spark reads small files in no particular order, and TableWriter wants one.
    return RowFileReader.plain(spark.read())
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

  /** All segments in order, for a reader of their rows. */
  private List<Segment> segments() {
    fault(Long.MAX_VALUE)
        .ifPresent(
            fault -> {
              throw UserError.data(
                  fault + "; put it back from a copy of the store, or train the run with --fresh");
            });
    return names();
  }

  /** All segments in order; a file that is not one, as a killed writer leaves, is passed over. */
  List<Segment> names() {
    return store.list(folder).stream()
        .map(FileStatus::getPath)
        .map(JournalReader::segment)
        .filter(segment -> segment.iteration >= 0)
        .toList();
  }

  private static Segment segment(Path path) {
    Matcher name = SEGMENT.matcher(path.getName());
    return name.matches()
        ? new Segment(
            path,
            Long.parseLong(name.group(1)),
            Integer.parseInt(name.group(2)),
            Optional.ofNullable(name.group(3)))
        : new Segment(path, -1, -1, Optional.empty());
  }
}
