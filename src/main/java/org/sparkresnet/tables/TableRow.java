package org.sparkresnet.tables;

/** A row of a table; its record names the columns and says what they mean. */
public sealed interface TableRow
    permits RunRow,
        ParamRow,
        MetricRow,
        RoundRow,
        EvaluationRow,
        ClassRow,
        ConfusionRow,
        PredictionRow,
        DataCheckRow,
        BenchRow,
        ScalingRow,
        PromotionRow {

  /**
   * The values in the order of the table's columns: String, Integer, Long, Double, Boolean, Instant
   * (whole microseconds) or null.
   */
  Object[] cells();
}
