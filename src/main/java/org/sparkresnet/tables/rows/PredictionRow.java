package org.sparkresnet.tables.rows;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkresnet.common.Split;
import org.sparkresnet.evaluate.Predictions;
import org.sparkresnet.evaluate.ScoredImages;
import org.sparkresnet.tables.Column;
import org.sparkresnet.tables.Table;

/** Row of the table {@code predictions}: a model's prediction for one image, in a single view. */
public record PredictionRow(
    @Column("train, validation, test or score") String split,
    @Column("id of the image in its split") long exampleId,
    @Column("actual class id, from 0; null without a label") OptionalInt actualId,
    @Column("predicted class id, from 0; the lowest of equals") int predictedId,
    @Column("probability of the predicted class, 0 to 1") double probability,
    @Column("SHA-256 of the model file") String modelSha256,
    @Column("NAME@VERSION that score was asked for; or null") Optional<String> modelVersion,
    @Column("file of an image that was scored; or null") Optional<String> sourceFile,
    @Column("its place in that file, from 0; or null") OptionalLong recordIndex) {

  /** The split of images that are no part of a training or test set. */
  public static final String SCORE = "score";

  /** The table of these rows. */
  public static final Table<PredictionRow> TABLE = Table.of("predictions", PredictionRow.class);

  public PredictionRow {
    if (!split.equals(SCORE)) {
      RowChecks.requireSplit(split);
    }
    Objects.requireNonNull(modelSha256, "model_sha256");
  }

  /** Condition for rows of the test images. */
  public static org.apache.spark.sql.Column ofTestImages() {
    return functions.col("split").equalTo(Split.TEST.label());
  }

  /** Condition for rows of test images whose class is not the predicted one. */
  public static org.apache.spark.sql.Column wrongOnTestImages() {
    return ofTestImages().and(functions.col("actual_id").notEqual(functions.col("predicted_id")));
  }

  /** Tells whether the image has a label and the model predicted another class. */
  public boolean isWrong() {
    return actualId.isPresent() && actualId.getAsInt() != predictedId;
  }

  /** One row for each example, in the order of the predictions. */
  public static List<PredictionRow> of(String split, Predictions predictions, String modelSha256) {
    return IntStream.range(0, predictions.size())
        .mapToObj(
            i ->
                of(
                    split,
                    predictions,
                    i,
                    modelSha256,
                    Optional.empty(),
                    Optional.empty(),
                    OptionalLong.empty()))
        .toList();
  }

  /**
   * One row for each image that was scored; lazy, made by the executors.
   *
   * @param modelVersion null for a model that was named by its path
   */
  public static Dataset<Row> scored(
      SparkSession spark, JavaRDD<ScoredImages> scored, String modelSha256, String modelVersion) {
    return spark.createDataFrame(
        scored.flatMap(
            images ->
                IntStream.range(0, images.predictions().size())
                    .mapToObj(
                        i ->
                            of(
                                SCORE,
                                images.predictions(),
                                i,
                                modelSha256,
                                Optional.ofNullable(modelVersion),
                                Optional.of(images.file()),
                                OptionalLong.of(images.firstRecord() + i)))
                    .map(TABLE::toSpark)
                    .iterator()),
        TABLE.rowSchema());
  }

  private static PredictionRow of(
      String split,
      Predictions predictions,
      int i,
      String modelSha256,
      Optional<String> modelVersion,
      Optional<String> sourceFile,
      OptionalLong recordIndex) {
    return new PredictionRow(
        split,
        predictions.exampleId(i),
        predictions.actual(i) == Predictions.UNKNOWN
            ? OptionalInt.empty()
            : OptionalInt.of(predictions.actual(i)),
        predictions.predicted(i),
        predictions.probability(i),
        modelSha256,
        modelVersion,
        sourceFile,
        recordIndex);
  }
}
