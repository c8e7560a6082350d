package org.sparkresnet.sql;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import scala.Product;
import scala.collection.IndexedSeq;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/**
 * Operator that gathers the rows of a partition and predicts their pictures together, with the
 * networks of the executor's pool; no shuffle. Public only for Spark's reflection.
 */
@SuppressWarnings("serial") // operators above are sent to tasks with their children
public final class ClassifyExec extends SparkPlan {
  private static final long serialVersionUID = 1L;

  private final Expression image;
  private final QueryModel model;
  private final Attribute prediction;
  private final Seq<Attribute> kept;
  private final SparkPlan child;

  /** Operator of a {@link ClassifyPictures}. */
  public ClassifyExec(
      Expression image,
      QueryModel model,
      Attribute prediction,
      Seq<Attribute> kept,
      SparkPlan child) {
    this.image = image;
    this.model = model;
    this.prediction = prediction;
    this.kept = kept;
    this.child = child;
  }

  @Override
  public RDD<InternalRow> doExecute() {
    RowProjections projections = new RowProjections(child.output(), image, kept, schema());
    QueryModel applied = model;
    return new JavaRDD<>(child.execute(), ClassTag$.MODULE$.<InternalRow>apply(InternalRow.class))
        .mapPartitions(rows -> new PredictedRows(rows, projections, applied), true)
        .rdd();
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
  public Partitioning outputPartitioning() {
    return child.outputPartitioning();
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    return child.outputOrdering();
  }

  @Override
  public Seq<SparkPlan> children() {
    return ScalaSeqs.of(List.of(child));
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new ClassifyExec(image, model, prediction, kept, children.apply(0));
  }

  @Override
  public String nodeName() {
    return "Classify";
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
    return other instanceof ClassifyExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClassifyExec && ScalaSeqs.sameElements(this, (Product) other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
