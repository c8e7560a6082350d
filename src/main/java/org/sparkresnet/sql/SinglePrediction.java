package org.sparkresnet.sql;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/**
 * Prediction of a picture by itself, where rows cannot be gathered: in the condition of a join and
 * in the function of an array's elements. Public only for Spark's reflection.
 */
@SuppressWarnings("serial") // Spark's expressions are serialised as they are
public final class SinglePrediction extends Expression
    implements CodegenFallback, Serializable, Fields {
  private static final long serialVersionUID = 1L;

  private final QueryModel model;
  private final Expression image;

  /** Prediction of a picture's bytes. */
  public SinglePrediction(QueryModel model, Expression image) {
    this.model = model;
    this.image = image;
  }

  @Override
  public Seq<Expression> children() {
    return ScalaSeqs.of(List.of(image));
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new SinglePrediction(model, children.apply(0));
  }

  @Override
  public DataType dataType() {
    return PicturePredictions.TYPE;
  }

  @Override
  public boolean nullable() {
    return false;
  }

  @Override
  public boolean foldable() {
    return false;
  }

  @Override
  public Object eval(InternalRow row) {
    return PicturePredictions.of(model, Collections.singletonList((byte[]) image.eval(row)))[0];
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return CodegenFallback.super.doGenCode(context, code);
  }

  @Override
  public String toString() {
    return "prediction(" + image + ", " + model + ")";
  }

  @Override
  public Object[] fields() {
    return new Object[] {model, image};
  }

  @Override
  public boolean equals(Object other) {
    return Fields.equal(this, other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
