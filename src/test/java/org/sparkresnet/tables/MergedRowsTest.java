package org.sparkresnet.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.testing.LocalSpark;

/** Rows that a job replaces between the two readings of a merge, as other rows at each reading. */
class MergedRowsTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final AtomicLong READINGS = new AtomicLong();

  @TempDir private Path root;
  private Store store;
  private org.apache.hadoop.fs.Path month;

  @BeforeEach
  void aRunWithARow() {
    store = Store.open(root.toString(), SPARK.sparkContext().hadoopConfiguration());
    new TableWriter(SPARK, UnguardedStore.writer(store), () -> YearMonth.of(2026, 11))
        .replace(MetricRow.TABLE, new RunId("a"), List.of(Examples.loss(0, 1)));
    month = TableFiles.folder(store, MetricRow.TABLE, YearMonth.of(2026, 11));
  }

  private Optional<SortedMap<String, Long>> merge(boolean isAllowed) throws IOException {
    UDF0<Long> reading = () -> nextReading(); // a reference to the number would be sent with it
    Dataset<Row> rows =
        TableReader.read(SPARK, store, MetricRow.TABLE)
            .withColumn("run_id", functions.lit("b"))
            .withColumn(
                "step", functions.udf(reading, DataTypes.LongType).asNondeterministic().apply());
    return new MergedRows(SPARK, UnguardedStore.writer(store), MetricRow.TABLE)
        .merge(month, Map.of(), List.of("b"), Optional.of(rows), () -> isAllowed);
  }

  private static long nextReading() {
    return READINGS.incrementAndGet();
  }

  private List<String> runs() {
    return TableReader.read(SPARK, store, MetricRow.TABLE).collectAsList().stream()
        .map(row -> row.<String>getAs(Table.RUN_ID))
        .toList();
  }

  @Test
  void ofARunThatAJobWorksOnAgainNothingIsMerged() throws IOException {
    assertThat(merge(false)).isEmpty();
    assertThat(runs()).containsExactly("a");
  }

  @Test
  void ofARunThatNoJobWorksOnOtherRowsAreABug() {
    assertThatThrownBy(() -> merge(true))
        .isInstanceOf(RowSum.Difference.class)
        .hasMessageContaining(": rows by run must be {b=1 (checksum ");
    assertThat(runs()).containsExactly("a");
  }
}
