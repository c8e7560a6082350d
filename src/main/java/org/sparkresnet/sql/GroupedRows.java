package org.sparkresnet.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/**
 * Takes calls on the results of an aggregation out of it. Spark merges a projection into the
 * aggregation below it, so that a call on a grouped picture stands beside the aggregates. Such a
 * call is of the groups, and not of the rows that are grouped.
 */
final class GroupedRows {
  private final Aggregate aggregate;

  /** Groups and aggregates that are needed above. */
  private final List<NamedExpression> results = new ArrayList<>();

  private GroupedRows(Aggregate aggregate) {
    this.aggregate = aggregate;
  }

  /**
   * A projection with the calls, over the aggregation without them; empty if the aggregation has no
   * such call. Calls in its aggregates and groups stay where they are.
   */
  static Optional<Project> split(Aggregate aggregate) {
    GroupedRows rows = new GroupedRows(aggregate);
    List<NamedExpression> above = new ArrayList<>();
    for (NamedExpression result : ScalaSeqs.list(aggregate.aggregateExpressions())) {
      above.add((NamedExpression) rows.above((Expression) result));
    }
    return above.stream().noneMatch(it -> Calls.areIn((Expression) it))
        ? Optional.empty()
        : Optional.of(
            new Project(
                ScalaSeqs.<NamedExpression>of(above),
                new Aggregate(
                    aggregate.groupingExpressions(),
                    ScalaSeqs.<NamedExpression>of(rows.results),
                    aggregate.child())));
  }

  /** An expression with columns of the aggregation in place of its groups and aggregates. */
  private Expression above(Expression expression) {
    boolean isGroup =
        ScalaSeqs.list(aggregate.groupingExpressions()).stream()
            .anyMatch(group -> group.semanticEquals(expression));
    return isGroup || expression instanceof AggregateExpression
        ? column(expression)
        : expression.mapChildren(this::above);
  }

  private Attribute column(Expression expression) {
    for (NamedExpression known : results) {
      Expression computed = known instanceof Alias alias ? alias.child() : (Expression) known;
      if (computed.semanticEquals(expression)) {
        return known.toAttribute();
      }
    }
    NamedExpression result =
        expression instanceof Attribute group
            ? group
            : NewColumns.alias(expression, "result" + results.size());
    results.add(result);
    return result.toAttribute();
  }
}
