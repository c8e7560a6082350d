package org.sparkresnet.sql;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import scala.Product;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/** Value of a function for a prediction. Public only for Spark's reflection. */
@SuppressWarnings("serial") // Spark's expressions are serialised as they are
public final class PredictionAnswer extends Expression implements CodegenFallback, Serializable {
  private static final long serialVersionUID = 1L;

  private final Answer answer;
  private final Integer most;
  private final QueryModel model;
  private final Expression prediction;

  /**
   * Value for a prediction.
   *
   * @param most classes of classify_top
   * @param prediction of {@link PicturePredictions#TYPE}
   */
  public PredictionAnswer(Answer answer, Integer most, QueryModel model, Expression prediction) {
    this.answer = answer;
    this.most = most;
    this.model = model;
    this.prediction = prediction;
  }

  @Override
  public Seq<Expression> children() {
    return ScalaSeqs.of(List.of(prediction));
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new PredictionAnswer(answer, most, model, children.apply(0));
  }

  @Override
  public DataType dataType() {
    return answer.type();
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public Object eval(InternalRow row) {
    InternalRow predicted = (InternalRow) prediction.eval(row);
    // Null behind an outer join.
    return predicted == null ? null : answer.of(predicted, most, model);
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return CodegenFallback.super.doGenCode(context, code);
  }

  @Override
  public String prettyName() {
    return answer.function();
  }

  @Override
  public String toString() {
    return answer.function() + "(" + prediction + ")";
  }

  @Override
  public int productArity() {
    return 4;
  }

  @Override
  public Object productElement(int n) {
    return switch (n) {
      case 0 -> answer;
      case 1 -> most;
      case 2 -> model;
      case 3 -> prediction;
      default -> throw new IndexOutOfBoundsException(n);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof PredictionAnswer;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PredictionAnswer && ScalaSeqs.sameElements(this, (Product) other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
