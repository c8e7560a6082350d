package org.sparkresnet.tables.rows;

import java.util.List;
import org.sparkresnet.tables.Table;

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
          ReliabilityRow.TABLE,
          ExampleDynamicsRow.TABLE,
          PredictionRow.TABLE,
          DataCheckRow.TABLE,
          BenchRow.TABLE,
          ScalingRow.TABLE,
          PromotionRow.TABLE,
          TestUseRow.TABLE,
          PlanRow.TABLE,
          DrillRow.TABLE);

  private ResultTables() {}
}
