package org.sparkresnet.sql;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.sparkresnet.evaluate.Predictions;

/** What a function tells of a prediction. */
@SuppressWarnings("ImmutableEnumChecker") // Spark's types are immutable
enum Answer {
  /** Name of the most probable class. */
  LABEL("classify", DataTypes.StringType) {
    @Override
    Object of(float[] probabilities, int most, QueryModel model) {
      return label(Predictions.mostProbable(probabilities, 0, probabilities.length), model);
    }
  },
  /** Probability of each class by its name, in the order of the classes. */
  PROBABILITIES(
      "classify_proba",
      DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false)) {
    @Override
    Object of(float[] probabilities, int most, QueryModel model) {
      Object[] labels = new Object[probabilities.length];
      Object[] values = new Object[probabilities.length];
      for (int id = 0; id < labels.length; id++) {
        labels[id] = label(id, model);
        values[id] = (double) probabilities[id];
      }
      return new ArrayBasedMapData(new GenericArrayData(labels), new GenericArrayData(values));
    }
  },
  /** The most probable classes with their probabilities, the lowest class id of equals first. */
  TOP(
      "classify_top",
      DataTypes.createArrayType(
          new StructType()
              .add("label", DataTypes.StringType, false)
              .add("probability", DataTypes.DoubleType, false),
          false)) {
    @Override
    Object of(float[] probabilities, int most, QueryModel model) {
      return new GenericArrayData(
          IntStream.range(0, probabilities.length)
              .boxed()
              .sorted(Comparator.comparing(id -> -probabilities[id]))
              .limit(most)
              .map(id -> row(label(id, model), (double) probabilities[id]))
              .toArray());
    }
  },
  /** As a row of the table predictions; of a picture that cannot be read the reason. */
  DETAIL(
      "classify_detail",
      new StructType()
          .add("label", DataTypes.StringType)
          .add("predicted_id", DataTypes.IntegerType)
          .add("probability", DataTypes.DoubleType)
          .add("model_version", DataTypes.StringType)
          .add("model_sha256", DataTypes.StringType, false)
          .add("reason", DataTypes.StringType)) {
    @Override
    Object of(float[] probabilities, int most, QueryModel model) {
      int id = Predictions.mostProbable(probabilities, 0, probabilities.length);
      return row(
          label(id, model),
          id,
          (double) probabilities[id],
          version(model),
          UTF8String.fromString(model.sha256()),
          null);
    }

    @Override
    Object refused(UTF8String reason, QueryModel model) {
      return row(null, null, null, version(model), UTF8String.fromString(model.sha256()), reason);
    }

    private UTF8String version(QueryModel model) {
      return model.registered().map(UTF8String::fromString).orElse(null);
    }
  };

  private final String function;
  private final DataType type;

  Answer(String function, DataType type) {
    this.function = function;
    this.type = type;
  }

  /** Name of the function. */
  String function() {
    return function;
  }

  /** Type of its value. */
  DataType type() {
    return type;
  }

  /**
   * Value for a prediction, as Spark has it inside.
   *
   * @param prediction row of {@link PicturePredictions#TYPE}
   * @param most classes of {@link #TOP}
   */
  final Object of(InternalRow prediction, int most, QueryModel model) {
    return prediction.isNullAt(0)
        ? refused(prediction.getUTF8String(1), model)
        : of(prediction.getArray(0).toFloatArray(), most, model);
  }

  abstract Object of(float[] probabilities, int most, QueryModel model);

  /** Value for a picture that cannot be read. */
  Object refused(UTF8String reason, QueryModel model) {
    return null;
  }

  private static UTF8String label(int id, QueryModel model) {
    return UTF8String.fromString(model.classes().name(id));
  }

  private static InternalRow row(Object... values) {
    return new GenericInternalRow(Arrays.copyOf(values, values.length, Object[].class));
  }
}
