package org.sparkresnet.results;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.sparkresnet.results.Table.column;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.sparkresnet.evaluate.Predictions;

/** What a model predicted for an image, in a single view. */
public record PredictionRow(
    String split,
    long exampleId,
    int actualId,
    int predictedId,
    double probability,
    String modelSha256)
    implements TableRow {

  /** Its table. */
  public static final Table<PredictionRow> TABLE =
      new Table<>(
          "predictions",
          column("split", StringType, "train, validation or test"),
          column("example_id", LongType, "id of the image in its split"),
          column("actual_id", IntegerType, "actual class id, 0 to 9"),
          column("predicted_id", IntegerType, "predicted class id, 0 to 9; the lowest of equals"),
          column("probability", DoubleType, "probability of the predicted class, 0 to 1"),
          column("model_sha256", StringType, "SHA-256 of the model file"));

  public PredictionRow {
    Checks.requireSplit(split);
    Objects.requireNonNull(modelSha256, "model_sha256");
  }

  /** One row an example, in the order of the predictions. */
  public static List<PredictionRow> of(String split, Predictions predictions, String modelSha256) {
    return IntStream.range(0, predictions.size())
        .mapToObj(
            i ->
                new PredictionRow(
                    split,
                    predictions.exampleId(i),
                    predictions.actual(i),
                    predictions.predicted(i),
                    predictions.probability(i),
                    modelSha256))
        .toList();
  }

  /** The row as {@link TableReader} reads it. */
  public static PredictionRow of(Row row) {
    return new PredictionRow(
        row.getAs("split"),
        row.getAs("example_id"),
        row.getAs("actual_id"),
        row.getAs("predicted_id"),
        row.getAs("probability"),
        row.getAs("model_sha256"));
  }

  @Override
  public Object[] cells() {
    return new Object[] {split, exampleId, actualId, predictedId, probability, modelSha256};
  }
}
