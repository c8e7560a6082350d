package org.sparkresnet.tables;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.sparkresnet.tables.Table.column;

import java.time.Instant;
import java.util.Objects;
import org.sparkresnet.evaluate.ClassificationReport;

/**
 * The scores of a model on a split.
 *
 * @param split train, validation or test
 * @param modelSha256 SHA-256 of the model file
 * @param testTimeFlips whether each image's prediction is the mean over it and its mirror image
 * @param seconds wall time of the evaluation
 */
public record EvaluationRow(
    String split,
    String modelSha256,
    ClassificationReport report,
    boolean testTimeFlips,
    double seconds,
    Instant evaluatedAt)
    implements TableRow {

  /** Its table. */
  public static final Table<EvaluationRow> TABLE =
      new Table<>(
          "evaluations",
          column("split", StringType, "train, validation or test"),
          column("model_sha256", StringType, "SHA-256 of the model file"),
          column("examples", LongType, "images that were evaluated"),
          column("accuracy", DoubleType, "share whose most probable class is right"),
          column("loss", DoubleType, "mean cross-entropy in nats, probabilities raised to 1e-7"),
          column("top5_accuracy", DoubleType, "share whose class is among the 5 most probable"),
          column("macro_f1", DoubleType, "mean of F1 over all classes"),
          column("mcc", DoubleType, "Matthews correlation coefficient for many classes (R_K)"),
          column(
              "test_time_flips", BooleanType, "predictions are means over image and mirror image"),
          column("seconds", DoubleType, "wall time of the evaluation, s"),
          column("evaluated_at", TimestampType, "when it ended, UTC"));

  public EvaluationRow {
    RowChecks.requireSplit(split);
    Objects.requireNonNull(modelSha256, "model_sha256");
    Objects.requireNonNull(report, "report");
    evaluatedAt = RowChecks.micros(evaluatedAt);
  }

  @Override
  public Object[] cells() {
    return new Object[] {
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
      evaluatedAt
    };
  }
}
