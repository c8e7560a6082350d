package org.sparkresnet.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.Seq;

/** Plans the operator of each {@link ClassifyPictures}. */
final class ClassifyStrategy extends SparkStrategy {
  private static final long serialVersionUID = 1L;

  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    if (!(plan instanceof ClassifyPictures node)) {
      return ScalaSeqs.of(List.of());
    }
    return ScalaSeqs.of(
        List.of(
            new ClassifyExec(
                node.image(),
                node.model(),
                node.prediction(),
                node.kept(),
                planLater(node.child()))));
  }
}
