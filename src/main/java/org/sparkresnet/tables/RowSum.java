package org.sparkresnet.tables;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serial;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Sum of a run's rows in a table, which their order does not change.
 *
 * @param rows their number
 * @param checksum sum of their 64-bit checksums over all columns
 */
record RowSum(long rows, BigDecimal checksum) {
  /** Holds the sum of the checksums of 10^9 rows. */
  private static final DataType CHECKSUM = DataTypes.createDecimalType(28, 0);

  /** Other rows than those that a file was made of. */
  static final class Difference extends IllegalStateException {
    @Serial private static final long serialVersionUID = 1;

    private Difference(String message) {
      super(message);
    }
  }

  /** Sums by run id; runs one Spark job, which reads every column of every row. */
  static Map<String, RowSum> ofRuns(Dataset<Row> rows) {
    Column[] columns = Arrays.stream(rows.columns()).map(functions::col).toArray(Column[]::new);
    return rows
        .groupBy(Table.RUN_ID)
        .agg(count(lit(1)), sum(xxhash64(columns).cast(CHECKSUM)))
        .collectAsList()
        .stream()
        .collect(
            Collectors.toMap(
                row -> row.getString(0), row -> new RowSum(row.getLong(1), row.getDecimal(2))));
  }

  /** Numbers of rows by run id. */
  static SortedMap<String, Long> rows(Map<String, RowSum> sums) {
    SortedMap<String, Long> rows = new TreeMap<>();
    sums.forEach((run, sum) -> rows.put(run, sum.rows()));
    return rows;
  }

  /**
   * Requires that a file holds the rows that it was made of.
   *
   * @throws Difference if rows were lost, repeated or changed
   */
  static void requireSame(Path file, Map<String, RowSum> before, Map<String, RowSum> after) {
    if (!before.equals(after)) {
      throw new Difference(
          "%s: rows by run must be %s, are: %s"
              .formatted(file, new TreeMap<>(before), new TreeMap<>(after)));
    }
  }

  @Override
  public String toString() {
    return rows + " (checksum " + checksum.toBigInteger().toString(16) + ")";
  }
}
