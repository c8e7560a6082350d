package org.sparkresnet.sql;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/**
 * Projections of rows, which a task compiles: to the picture, to what is kept, to the result.
 *
 * @param input columns of a row
 * @param image bytes of the picture
 * @param kept columns that are kept
 * @param schema of the kept columns and the prediction
 */
record RowProjections(
    Seq<Attribute> input, Expression image, Seq<Attribute> kept, StructType schema)
    implements Serializable {

  UnsafeProjection toImage() {
    return UnsafeProjection.create(ScalaSeqs.<Expression>of(List.of(image)), input);
  }

  UnsafeProjection toKept() {
    return UnsafeProjection.create(ScalaSeqs.<Expression>of(ScalaSeqs.list(kept)), input);
  }

  UnsafeProjection toResult() {
    return UnsafeProjection.create(schema);
  }
}
