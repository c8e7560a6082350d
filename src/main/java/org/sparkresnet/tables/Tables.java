package org.sparkresnet.tables;

import java.util.List;

/** The tables of a store. */
public final class Tables {
  /** All of them, {@code runs} first. */
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

  private Tables() {}
}
