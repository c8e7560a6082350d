package org.sparkresnet.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Option;
import scala.Product;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/**
 * Node of a plan that adds to its rows the prediction of their pictures; {@link ClassifyExec} does
 * it. Public only for Spark's reflection.
 */
public final class ClassifyPictures extends LogicalPlan {
  private final Expression image;
  private final QueryModel model;
  private final Attribute prediction;
  private final Seq<Attribute> kept;
  private final LogicalPlan child;

  /**
   * Node over a plan.
   *
   * @param image bytes of the picture
   * @param prediction column that is added, of {@link PicturePredictions#TYPE}
   * @param kept columns of the plan that are needed above
   */
  public ClassifyPictures(
      Expression image,
      QueryModel model,
      Attribute prediction,
      Seq<Attribute> kept,
      LogicalPlan child) {
    this.image = image;
    this.model = model;
    this.prediction = prediction;
    this.kept = kept;
    this.child = child;
  }

  Expression image() {
    return image;
  }

  QueryModel model() {
    return model;
  }

  Attribute prediction() {
    return prediction;
  }

  Seq<Attribute> kept() {
    return kept;
  }

  LogicalPlan child() {
    return child;
  }

  @Override
  public Seq<Attribute> output() {
    return ScalaSeqs.with(kept, prediction);
  }

  @Override
  public AttributeSet producedAttributes() {
    return AttributeSet.apply(prediction);
  }

  @Override
  public Option<Object> maxRows() {
    return child.maxRows();
  }

  @Override
  public Option<Object> maxRowsPerPartition() {
    return child.maxRowsPerPartition();
  }

  @Override
  public Seq<LogicalPlan> children() {
    return ScalaSeqs.of(List.of(child));
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return new ClassifyPictures(image, model, prediction, kept, children.apply(0));
  }

  @Override
  public int productArity() {
    return 5;
  }

  @Override
  public Object productElement(int n) {
    return switch (n) {
      case 0 -> image;
      case 1 -> model;
      case 2 -> prediction;
      case 3 -> kept;
      case 4 -> child;
      default -> throw new IndexOutOfBoundsException(n);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ClassifyPictures;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClassifyPictures && ScalaSeqs.sameElements(this, (Product) other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
