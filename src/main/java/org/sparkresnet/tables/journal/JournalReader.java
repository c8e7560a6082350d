package org.sparkresnet.tables.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.RowFileReader;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.RoundRow;

/** Reads the rows in a run's journal. Driver only. */
public final class JournalReader {
  private static final Pattern SEGMENT = Pattern.compile("(\\d{12})-(\\d{4})\\.jsonl");

  private final Store store;
  private final Path folder;

  /** The journal of a run, which need not be there. */
  public JournalReader(Store store, RunId run) {
    this.store = store;
    this.folder = store.journal(run);
  }

  record Segment(Path path, long iteration, int number) {}

  /** Tells whether there is nothing in it. */
  public boolean isEmpty() {
    return segments().isEmpty();
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

  /** All segments in order; a file that is not one, as a killed writer leaves, is passed over. */
  List<Segment> segments() {
    return store.list(folder).stream()
        .map(FileStatus::getPath)
        .map(JournalReader::segment)
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
