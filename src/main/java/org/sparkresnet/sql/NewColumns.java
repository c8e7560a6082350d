package org.sparkresnet.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.types.Metadata;
import scala.Option;

/** Columns that a plan gets beside those of its query. */
final class NewColumns {
  private NewColumns() {}

  /** Column of a {@link ClassifyPictures}. */
  static Attribute prediction() {
    return new AttributeReference(
        "prediction",
        PicturePredictions.TYPE,
        false,
        Metadata.empty(),
        NamedExpression.newExprId(),
        ScalaSeqs.of(List.of()));
  }

  /** Column with the value of an expression. */
  static Alias alias(Expression expression, String name) {
    return new Alias(
        expression,
        name,
        NamedExpression.newExprId(),
        ScalaSeqs.of(List.of()),
        Option.empty(),
        ScalaSeqs.of(List.of()));
  }
}
