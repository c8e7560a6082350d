package org.sparkresnet.sql;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import scala.Product;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/**
 * Call of a function in a query. It computes nothing, so that the optimiser does not run networks
 * on the driver; {@link ClassifyRule} replaces it. Public only for Spark's reflection.
 */
@SuppressWarnings("serial") // Spark's expressions are serialised as they are
public final class ClassifyCall extends Expression implements Unevaluable, Serializable {
  private static final long serialVersionUID = 1L;

  private final Answer answer;
  private final Integer most;
  private final QueryModel model;
  private final String others;
  private final Expression image;

  /**
   * Call on a picture.
   *
   * @param answer of the function
   * @param most classes of classify_top
   * @param others the other arguments as the query has them, each after a comma
   */
  public ClassifyCall(
      Answer answer, Integer most, QueryModel model, String others, Expression image) {
    this.answer = answer;
    this.most = most;
    this.model = model;
    this.others = others;
    this.image = image;
  }

  Answer answer() {
    return answer;
  }

  QueryModel model() {
    return model;
  }

  Expression image() {
    return image;
  }

  /** The call's value for a prediction of its picture. */
  Expression of(Expression prediction) {
    return new PredictionAnswer(answer, most, model, prediction);
  }

  @Override
  public Seq<Expression> children() {
    return ScalaSeqs.of(List.of(image));
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new ClassifyCall(answer, most, model, others, children.apply(0));
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
  public boolean foldable() {
    return false;
  }

  @Override
  public Object eval(InternalRow row) {
    throw new IllegalStateException(
        answer.function() + ": this plan was not optimised by a session with these functions");
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    throw new IllegalStateException(answer.function() + " is not compiled");
  }

  @Override
  public String prettyName() {
    return answer.function();
  }

  @Override
  public String sql() {
    return answer.function() + "(" + image.sql() + others + ")";
  }

  @Override
  public String toString() {
    return answer.function() + "(" + image + others + ", " + model + ")";
  }

  @Override
  public int productArity() {
    return 5;
  }

  @Override
  public Object productElement(int n) {
    return switch (n) {
      case 0 -> answer;
      case 1 -> most;
      case 2 -> model;
      case 3 -> others;
      case 4 -> image;
      default -> throw new IndexOutOfBoundsException(n);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ClassifyCall;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClassifyCall && ScalaSeqs.sameElements(this, (Product) other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
