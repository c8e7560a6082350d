package org.sparkresnet.report;

import java.util.Comparator;
import java.util.List;
import org.sparkresnet.tables.PredictionRow;

/** Which of a run's wrong predictions are shown. */
public final class Mistakes {
  /** How many. */
  public static final int SHOWN = 32;

  private Mistakes() {}

  /** The wrong predictions of which the model was surest; of equally sure ones the lowest ids. */
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
