package org.sparkresnet.sql;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sparkresnet.common.UserError;
import scala.Option;

/**
 * Stage of a spark.ml pipeline that adds the columns of classify and classify_proba. A saved stage
 * keeps the text of its model: champion is whoever is champion when the stage transforms. Needs the
 * session to have {@link ClassifierExtensions}.
 */
public final class ClassifierModel extends Transformer implements MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final Param<String> model;
  private final Param<String> imageCol;
  private final Param<String> predictionCol;
  private final Param<String> probabilityCol;

  /** Stage with the default columns image, prediction and probability. */
  public ClassifierModel() {
    this(Identifiable$.MODULE$.randomUID("classifier"));
  }

  /** Stage with an id, as Spark reads a saved one. */
  public ClassifierModel(String uid) {
    this.uid = uid; // before the parameters, which read it
    model =
        new Param<>(
            this, "model", "path, or version of the registry; empty for the session's model");
    imageCol =
        new Param<>(this, "imageCol", "column with PNG, JPEG, BMP, GIF or 3,072 bytes of pixels");
    predictionCol =
        new Param<>(this, "predictionCol", "column that is added: name of the most probable class");
    probabilityCol =
        new Param<>(this, "probabilityCol", "column that is added: probability of each class");
  }

  /** Reader of a saved stage, by which pipelines are loaded. */
  public static MLReader<ClassifierModel> read() {
    return new DefaultParamsReader<>();
  }

  /** Stage that was saved. */
  public static ClassifierModel load(String path) {
    return read().load(path);
  }

  @Override
  public MLWriter write() {
    return new DefaultParamsWriter(this);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Parameter: path of a model, or version of the registry. */
  public Param<String> model() {
    return model;
  }

  /** Parameter: column with the pictures. */
  public Param<String> imageCol() {
    return imageCol;
  }

  /** Parameter: column with the name of the most probable class. */
  public Param<String> predictionCol() {
    return predictionCol;
  }

  /** Parameter: column with the probability of each class. */
  public Param<String> probabilityCol() {
    return probabilityCol;
  }

  /** This stage with another model. */
  public ClassifierModel setModel(String value) {
    set(model, value);
    return this;
  }

  /** This stage with another column of pictures. */
  public ClassifierModel setImageCol(String value) {
    set(imageCol, value);
    return this;
  }

  /** This stage with another name for the column of classes. */
  public ClassifierModel setPredictionCol(String value) {
    set(predictionCol, value);
    return this;
  }

  /** This stage with another name for the column of probabilities. */
  public ClassifierModel setProbabilityCol(String value) {
    set(probabilityCol, value);
    return this;
  }

  private String valueOf(Param<String> param, String otherwise) {
    Option<String> value = get(param);
    return value.isEmpty() ? otherwise : value.get();
  }

  private String image() {
    return valueOf(imageCol, "image");
  }

  private List<StructField> added() {
    return List.of(
        DataTypes.createStructField(
            valueOf(predictionCol, "prediction"), Answer.LABEL.type(), true),
        DataTypes.createStructField(
            valueOf(probabilityCol, "probability"), Answer.PROBABILITIES.type(), true));
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    transformSchema(rows.schema());
    Column picture = picture(rows);
    Column[] arguments =
        Optional.of(valueOf(model, ""))
            .filter(it -> !it.isEmpty())
            .map(it -> new Column[] {picture, functions.lit(it)})
            .orElseGet(() -> new Column[] {picture});
    List<StructField> added = added();
    return rows.select(
        functions.col("*"),
        functions.call_function(Answer.LABEL.function(), arguments).as(added.get(0).name()),
        functions
            .call_function(Answer.PROBABILITIES.function(), arguments)
            .as(added.get(1).name()));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    DataType type =
        picture(SparkSession.active().createDataFrame(List.of(), schema)).expr().dataType();
    if (!type.equals(DataTypes.BinaryType)) {
      throw UserError.usage(
          "imageCol must be a column of binary, cannot be: %s of type %s"
              .formatted(image(), type.sql()));
    }
    StructType extended = schema;
    for (StructField field : added()) {
      if (Arrays.stream(extended.fieldNames()).anyMatch(it -> isSame(it, field.name()))) {
        throw UserError.usage(
            "a column that is added must not be there already, cannot be: " + field.name());
      }
      extended = extended.add(field);
    }
    return extended;
  }

  /** The column of that very name, or else what Spark takes the name for: a field, another case. */
  private Column picture(Dataset<?> rows) {
    List<String> names = List.of(rows.columns());
    try {
      return rows.col(names.contains(image()) ? "`" + image().replace("`", "``") + "`" : image());
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      throw UserError.usage(
          "imageCol must be a column of %s, cannot be: %s".formatted(names, image()));
    }
  }

  /** Tells whether two names mean one column to the session. */
  private static boolean isSame(String name, String other) {
    return SQLConf.get().caseSensitiveAnalysis()
        ? name.equals(other)
        : name.equalsIgnoreCase(other);
  }

  @Override
  public ClassifierModel copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
