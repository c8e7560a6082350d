package org.sparkresnet.sql;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Adds the functions classify, classify_proba, classify_top and classify_detail to Spark SQL:
 * spark.sql.extensions=org.sparkresnet.sql.ClassifierExtensions.
 */
public final class ClassifierExtensions
    extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  /** Made by Spark, by its name. */
  public ClassifierExtensions() {}

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (Answer answer : Answer.values()) {
      FunctionBuilder builder = new FunctionBuilder(answer);
      extensions.injectFunction(
          new Tuple3<>(
              FunctionIdentifier.apply(answer.function()),
              new ExpressionInfo(
                  ClassifyCall.class.getName(),
                  null,
                  answer.function(),
                  builder.usage(),
                  "",
                  "",
                  "",
                  "",
                  "",
                  "",
                  "java_udf"),
              builder));
    }
    // After all that moves and folds expressions, before columns are pruned in files.
    extensions.injectPreCBORule(session -> new ClassifyRule());
    extensions.injectPlannerStrategy(session -> new ClassifyStrategy());
    return BoxedUnit.UNIT;
  }
}
