package org.sparkresnet.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.TableReader;
import org.sparkresnet.tables.rows.ScalingRow;

/** The cells measured so far, by averaging frequency and workers. */
final class ScalingRows {
  private final SortedMap<ScalingCell, ScalingRow> measured =
      new TreeMap<>(
          Comparator.comparing(ScalingCell::frequency).thenComparing(ScalingCell::workers));

  /** Reads the cells that a run has in its table. */
  static ScalingRows read(SparkSession spark, Store store, RunId run) {
    ScalingRows rows = new ScalingRows();
    SparkJobNames.step(
            spark.sparkContext(),
            "reading of table " + ScalingRow.TABLE.name(),
            () ->
                MovedRows.reading(
                    () -> TableReader.ofRun(spark, store, ScalingRow.TABLE, run).collectAsList()))
        .forEach(row -> rows.add(ScalingRow.TABLE.fromSpark(row)));
    return rows;
  }

  void add(ScalingRow row) {
    measured.put(new ScalingCell(row.workers(), row.averagingFrequency()), row);
  }

  boolean has(ScalingCell cell) {
    return measured.containsKey(cell);
  }

  /** Rows of all cells, each compared with the cell of one worker. */
  List<ScalingRow> rows() {
    return measured.values().stream()
        .map(
            row ->
                row.comparedWith(
                    Optional.ofNullable(
                        measured.get(new ScalingCell(1, row.averagingFrequency())))))
        .toList();
  }

  /** Cells whose training left the finite numbers. */
  List<ScalingCell> diverged() {
    return measured.entrySet().stream()
        .filter(entry -> entry.getValue().diverged())
        .map(java.util.Map.Entry::getKey)
        .toList();
  }
}
