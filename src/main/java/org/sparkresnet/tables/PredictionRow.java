package org.sparkresnet.tables;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.sparkresnet.tables.Table.column;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.evaluate.Predictions;
import org.sparkresnet.evaluate.ScoredImages;

/**
 * What a model predicted for an image, in a single view.
 *
 * @param actualId empty for an image without a label
 * @param modelVersion NAME@v000007 if the model was named by its version in the registry
 * @param source where an image of a batch of files stands
 */
public record PredictionRow(
    String split,
    long exampleId,
    OptionalInt actualId,
    int predictedId,
    double probability,
    String modelSha256,
    Optional<String> modelVersion,
    Optional<Source> source)
    implements TableRow {
  /** The split of images that are no part of a training or test set. */
  public static final String SCORE = "score";

  /** Its table. */
  public static final Table<PredictionRow> TABLE =
      new Table<>(
          "predictions",
          column("split", StringType, "train, validation, test or score"),
          column("example_id", LongType, "id of the image in its split"),
          column("actual_id", IntegerType, "actual class id, 0 to 9; null without a label"),
          column("predicted_id", IntegerType, "predicted class id, 0 to 9; the lowest of equals"),
          column("probability", DoubleType, "probability of the predicted class, 0 to 1"),
          column("model_sha256", StringType, "SHA-256 of the model file"),
          column("model_version", StringType, "NAME@VERSION that score was asked for; or null"),
          column("source_file", StringType, "file of an image that was scored; or null"),
          column("record_index", LongType, "its place in that file, from 0; or null"));

  /**
   * A place in a file.
   *
   * @param record index from 0
   */
  public record Source(String file, long record) {}

  public PredictionRow {
    if (!split.equals(SCORE)) {
      RowChecks.requireSplit(split);
    }
    Objects.requireNonNull(modelSha256, "model_sha256");
  }

  /** A row of a training, validation or test image. */
  public static PredictionRow labelled(
      String split,
      long exampleId,
      int actualId,
      int predictedId,
      double probability,
      String modelSha256) {
    return new PredictionRow(
        split,
        exampleId,
        OptionalInt.of(actualId),
        predictedId,
        probability,
        modelSha256,
        Optional.empty(),
        Optional.empty());
  }

  /** Whether the image has a label, and it is another. */
  public boolean isWrong() {
    return actualId.isPresent() && actualId.getAsInt() != predictedId;
  }

  /** One row an example, in the order of the predictions. */
  public static List<PredictionRow> of(String split, Predictions predictions, String modelSha256) {
    return rows(split, predictions, modelSha256, Optional.empty(), i -> Optional.empty()).toList();
  }

  /**
   * One row an image that was scored, made by the executors; lazy.
   *
   * @param modelVersion null for a model that was named by its path
   */
  public static Dataset<Row> scored(
      SparkSession spark, JavaRDD<ScoredImages> scored, String modelSha256, String modelVersion) {
    return spark.createDataFrame(
        scored.flatMap(
            images ->
                rows(
                        SCORE,
                        images.predictions(),
                        modelSha256,
                        Optional.ofNullable(modelVersion),
                        i -> Optional.of(new Source(images.file(), images.firstRecord() + i)))
                    .map(TABLE::row)
                    .iterator()),
        TABLE.fileSchema());
  }

  private static Stream<PredictionRow> rows(
      String split,
      Predictions predictions,
      String modelSha256,
      Optional<String> modelVersion,
      IntFunction<Optional<Source>> source) {
    return IntStream.range(0, predictions.size())
        .mapToObj(
            i ->
                new PredictionRow(
                    split,
                    predictions.exampleId(i),
                    predictions.actual(i) == Predictions.UNKNOWN
                        ? OptionalInt.empty()
                        : OptionalInt.of(predictions.actual(i)),
                    predictions.predicted(i),
                    predictions.probability(i),
                    modelSha256,
                    modelVersion,
                    source.apply(i)));
  }

  /** The row as {@link TableReader} reads it. */
  public static PredictionRow of(Row row) {
    return new PredictionRow(
        row.getAs("split"),
        row.getAs("example_id"),
        optionalInt(row.getAs("actual_id")),
        row.getAs("predicted_id"),
        row.getAs("probability"),
        row.getAs("model_sha256"),
        Optional.ofNullable(row.getAs("model_version")),
        Optional.<String>ofNullable(row.getAs("source_file"))
            .map(file -> new Source(file, row.<Long>getAs("record_index"))));
  }

  private static OptionalInt optionalInt(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  @Override
  public Object[] cells() {
    return new Object[] {
      split,
      exampleId,
      actualId.isPresent() ? actualId.getAsInt() : null,
      predictedId,
      probability,
      modelSha256,
      modelVersion.orElse(null),
      source.map(Source::file).orElse(null),
      source.map(Source::record).orElse(null)
    };
  }
}
