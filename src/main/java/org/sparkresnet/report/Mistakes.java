package org.sparkresnet.report;

import java.util.Comparator;
import java.util.List;
import org.sparkresnet.tables.rows.PredictionRow;

/** Selects the wrong predictions that a report shows. */
public final class Mistakes {
  /** Number of predictions shown. */
  public static final int SHOWN = 32;

  private Mistakes() {}

  /**
   * The wrong predictions with the highest probability; of equal ones those with the lowest ids.
   */
  public static List<PredictionRow> surest(List<PredictionRow> predictions) {
    return predictions.stream()
        .filter(PredictionRow::isWrong)
        .sorted(
            Comparator.comparingDouble(PredictionRow::probability)
                .reversed()
                .thenComparingLong(PredictionRow::exampleId))
        .limit(SHOWN)
        .toList();
  }
}
