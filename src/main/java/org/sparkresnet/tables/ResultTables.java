package org.sparkresnet.tables;

import java.util.List;

/** List of the tables of a store. */
public final class ResultTables {
  /** All tables, {@code runs} first. */
  public static final List<Table<?>> ALL =
      List.of(
          RunRow.TABLE,
          ParamRow.TABLE,
          MetricRow.TABLE,
          RoundRow.TABLE,
          EvaluationRow.TABLE,
          ClassRow.TABLE,
          ConfusionRow.TABLE,
          PredictionRow.TABLE,
          DataCheckRow.TABLE,
          BenchRow.TABLE,
          ScalingRow.TABLE,
          PromotionRow.TABLE);

  private ResultTables() {}
}
