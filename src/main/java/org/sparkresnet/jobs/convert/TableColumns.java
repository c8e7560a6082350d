package org.sparkresnet.jobs.convert;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/** Columns of a table that have pictures and labels. */
record TableColumns(StructField image, StructField label) {
  private static final String DEFAULT_IMAGE = "image";
  private static final String DEFAULT_LABEL = "label";
  private static final String BYTES = "bytes";
  private static final String PATH = "path";

  private static final Set<DataType> WHOLE_NUMBERS =
      Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  /**
   * The columns of a request.
   *
   * @throws UserError of code USAGE if the table has no such columns
   */
  static TableColumns of(String table, StructType schema, ConvertRequest request) {
    TableColumns columns =
        new TableColumns(
            field(table, schema, request.imageColumn().orElse(DEFAULT_IMAGE), "--image-column"),
            field(table, schema, request.labelColumn().orElse(DEFAULT_LABEL), "--label-column"));
    if (!columns.isOfBytes() && !columns.hasField(BYTES, DataTypes.BinaryType)) {
      throw UserError.usage(
          "--image-column must be of bytes, or of structs with a field bytes, %s is of %s"
              .formatted(
                  columns.image.name(), ErrorText.of(columns.image.dataType().simpleString())));
    }
    DataType labels = columns.label.dataType();
    if (!columns.isNumbered() && !labels.equals(DataTypes.StringType)) {
      throw UserError.usage(
          "--label-column must be of strings or whole numbers, %s is of %s"
              .formatted(columns.label.name(), ErrorText.of(labels.simpleString())));
    }
    return columns;
  }

  private static StructField field(String table, StructType schema, String name, String option) {
    return Arrays.stream(schema.fields())
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                UserError.usage(
                    "%s: has no column %s, but %s (%s)"
                        .formatted(table, name, String.join(", ", schema.fieldNames()), option)));
  }

  /** Tells whether the labels are whole numbers. */
  boolean isNumbered() {
    return WHOLE_NUMBERS.contains(label.dataType());
  }

  private boolean isOfBytes() {
    return image.dataType().equals(DataTypes.BinaryType);
  }

  private boolean hasField(String name, DataType type) {
    return image.dataType() instanceof StructType struct
        && Arrays.stream(struct.fields())
            .anyMatch(field -> field.name().equals(name) && field.dataType().equals(type));
  }

  private static Column column(StructField field) {
    return col("`" + field.name().replace("`", "``") + "`");
  }

  /** Bytes of the picture's file. */
  Column bytesColumn() {
    return isOfBytes() ? column(image) : column(image).getField(BYTES);
  }

  /** Path of the picture's file, as its writer knew it; or null. */
  Column pathColumn() {
    return hasField(PATH, DataTypes.StringType)
        ? column(image).getField(PATH)
        : lit(null).cast(DataTypes.StringType);
  }

  /** Label as a string. */
  Column labelColumn() {
    return column(label).cast(DataTypes.StringType);
  }
}
