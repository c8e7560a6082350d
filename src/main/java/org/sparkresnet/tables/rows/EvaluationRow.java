package org.sparkresnet.tables.rows;

import java.time.Instant;
import java.util.Objects;
import java.util.OptionalDouble;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/** Row of the table {@code evaluations}: the scores of a model on a split. */
public record EvaluationRow(
    @Column("train, validation or test") String split,
    @Column("SHA-256 of the model file") String modelSha256,
    @Column("images that were evaluated") long examples,
    @Column("share whose most probable class is right") double accuracy,
    @Column("mean cross-entropy in nats, probabilities raised to 1e-7") double loss,
    @Column("share whose class is among the 5 most probable; 1 with up to 5 classes")
        double top5Accuracy,
    @Column("mean of F1 over all classes") double macroF1,
    @Column("Matthews correlation coefficient for many classes (R_K)") double mcc,
    @Column("predictions are means over image and mirror image") boolean testTimeFlips,
    @Column("wall time of the evaluation, s") double seconds,
    @Column("when it ended, UTC") Instant evaluatedAt,
    @Column("expected calibration error, 0 to 1, of 15 bins; null of earlier versions")
        OptionalDouble calibrationError) {

  /** The table of these rows. */
  public static final Table<EvaluationRow> TABLE = Table.of("evaluations", EvaluationRow.class);

  public EvaluationRow {
    RowChecks.requireSplit(split);
    Objects.requireNonNull(modelSha256, "model_sha256");
    evaluatedAt = RowChecks.micros(evaluatedAt);
  }

  /** The row of an evaluation's report. */
  public static EvaluationRow of(
      String split,
      String modelSha256,
      ClassificationReport report,
      boolean testTimeFlips,
      double seconds,
      Instant evaluatedAt) {
    return new EvaluationRow(
        split,
        modelSha256,
        report.examples(),
        report.accuracy(),
        report.loss(),
        report.top5Accuracy(),
        report.macroF1(),
        report.mcc(),
        testTimeFlips,
        seconds,
        evaluatedAt,
        OptionalDouble.of(report.reliability().expectedCalibrationError()));
  }
}
