package org.sparkresnet.sql;

import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Calls of the functions in expressions. */
final class Calls {
  private Calls() {}

  /** Tells whether an expression has a call. */
  static boolean areIn(Expression expression) {
    return expression.exists(it -> it instanceof ClassifyCall);
  }

  /** Tells whether an expression of a node has a call; nodes below do not count. */
  static boolean areIn(LogicalPlan node) {
    return ScalaSeqs.list(node.expressions()).stream().anyMatch(Calls::areIn);
  }

  /** The expression with something else in place of each call. */
  static Expression replaced(Expression expression, Function<ClassifyCall, Expression> rule) {
    Expression below = expression.mapChildren(child -> replaced(child, rule));
    return below instanceof ClassifyCall call ? rule.apply(call) : below;
  }
}
