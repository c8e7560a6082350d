package org.sparkresnet.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;

/**
 * Replaces the calls of a query: below the node with a call comes a {@link ClassifyPictures}, one
 * for each picture and model, whatever the number of calls. A call on something that the rows below
 * do not have is computed by itself.
 */
final class ClassifyRule extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    LogicalPlan below = plan.mapChildren(this::apply);
    return below instanceof Aggregate aggregate
        ? GroupedRows.split(aggregate)
            .map(split -> answered(split.mapChildren(ClassifyRule::answered)))
            .orElseGet(() -> answered(below))
        : answered(below);
  }

  /** The node with predictions in place of its calls. */
  private static LogicalPlan answered(LogicalPlan node) {
    if (!Calls.areIn(node)) {
      return node;
    }
    LogicalPlan gathered = node.children().size() == 1 ? gathered(drawnOnce(node)) : node;
    LogicalPlan answered =
        gathered.mapExpressions(
            expression -> Calls.replaced(expression, call -> call.of(single(call))));
    return answered.output().equals(node.output())
        ? answered
        : new Project(ScalaSeqs.<NamedExpression>of(ScalaSeqs.list(node.output())), answered);
  }

  private static Expression single(ClassifyCall call) {
    return new SinglePrediction(call.model(), call.image());
  }

  /**
   * The node with its random pictures as columns of a projection below: each is drawn once for a
   * row, and by an operator that gives random expressions their seed.
   */
  private static LogicalPlan drawnOnce(LogicalPlan node) {
    LogicalPlan rows = node.children().apply(0);
    List<NamedExpression> columns = new ArrayList<>(ScalaSeqs.list(rows.output()));
    LogicalPlan over =
        node.mapExpressions(
            expression ->
                Calls.replaced(
                    expression,
                    call -> {
                      if (call.deterministic() || !isOfRows(call, rows)) {
                        return call;
                      }
                      Alias picture = NewColumns.alias(call.image(), "picture");
                      columns.add(picture);
                      return call.withNewChildren(
                          ScalaSeqs.<Expression>of(List.of((Expression) picture.toAttribute())));
                    }));
    if (columns.size() == rows.output().size()) {
      return node;
    }
    LogicalPlan drawn = new Project(ScalaSeqs.<NamedExpression>of(columns), rows);
    return over.withNewChildren(ScalaSeqs.of(List.of(drawn)));
  }

  /** A picture and a model for which rows are gathered. */
  private record Prediction(Expression image, QueryModel model, Attribute column) {
    boolean isOf(ClassifyCall call) {
      return call.model().equals(model) && call.image().semanticEquals(image);
    }
  }

  private static LogicalPlan gathered(LogicalPlan plan) {
    LogicalPlan rows = plan.children().apply(0);
    List<Prediction> predictions = new ArrayList<>();
    for (Expression expression : ScalaSeqs.list(plan.expressions())) {
      expression.foreach(
          it -> {
            if (it instanceof ClassifyCall call
                && isOfRows(call, rows)
                && predictions.stream().noneMatch(known -> known.isOf(call))) {
              predictions.add(new Prediction(call.image(), call.model(), NewColumns.prediction()));
            }
            return null;
          });
    }
    if (predictions.isEmpty()) {
      return plan;
    }
    LogicalPlan child = rows;
    LogicalPlan rest = plan;
    if (plan instanceof Filter filter) {
      Conditions conditions = Conditions.of(filter.condition());
      if (conditions.others() != null) {
        child = new Filter(conditions.others(), child);
        rest = new Filter(conditions.calling(), child);
      }
    }
    LogicalPlan answered =
        rest.mapExpressions(
            expression ->
                Calls.replaced(
                    expression,
                    call ->
                        predictions.stream()
                            .filter(it -> it.isOf(call))
                            .findFirst()
                            .map(it -> call.of(it.column()))
                            .orElse(call)));
    return answered.withNewChildren(ScalaSeqs.of(List.of(nodes(answered, child, predictions))));
  }

  /** The nodes below a plan, which hand up only columns that the plan needs. */
  private static LogicalPlan nodes(
      LogicalPlan plan, LogicalPlan child, List<Prediction> predictions) {
    boolean choosesColumns = plan instanceof Project || plan instanceof Aggregate;
    AttributeSet needed = choosesColumns ? plan.references() : child.outputSet();
    for (Prediction prediction : predictions) {
      needed = needed.$plus(prediction.column());
    }
    LogicalPlan node = child;
    for (int i = 0; i < predictions.size(); i++) {
      AttributeSet above = needed;
      for (Prediction later : predictions.subList(i + 1, predictions.size())) {
        above = above.$plus$plus(later.image().references());
      }
      Prediction own = predictions.get(i);
      if (i == 0) {
        node = narrowed(child, above.$plus$plus(own.image().references()));
      }
      node =
          new ClassifyPictures(
              own.image(), own.model(), own.column(), ScalaSeqs.of(chosen(node, above)), node);
    }
    return node;
  }

  /** Between a call and a file Spark prunes columns only by such a projection. */
  private static LogicalPlan narrowed(LogicalPlan child, AttributeSet needed) {
    List<Attribute> chosen = chosen(child, needed);
    return chosen.size() == child.output().size()
        ? child
        : new Project(ScalaSeqs.<NamedExpression>of(chosen), child);
  }

  private static List<Attribute> chosen(LogicalPlan plan, AttributeSet needed) {
    return ScalaSeqs.list(plan.output()).stream().filter(needed::contains).toList();
  }

  /** Tells whether the rows of a plan have all that a call is made of. */
  private static boolean isOfRows(ClassifyCall call, LogicalPlan child) {
    return call.references().subsetOf(child.outputSet())
        && !call.image()
            .exists(
                it ->
                    it instanceof NamedLambdaVariable
                        || it instanceof OuterReference
                        || it instanceof PlanExpression
                        || it instanceof AggregateExpression
                        || it instanceof WindowExpression
                        || it instanceof Generator
                        || it instanceof ClassifyCall);
  }

  /**
   * A condition in two, so that rows which others exclude need no network.
   *
   * @param calling has the calls
   * @param others has none; null if there are no others
   */
  private record Conditions(Expression calling, Expression others) {
    static Conditions of(Expression condition) {
      if (!condition.deterministic()) {
        return new Conditions(condition, null);
      }
      Conditions all = new Conditions(null, null);
      List<Expression> open = new ArrayList<>(List.of(condition));
      while (!open.isEmpty()) {
        Expression next = open.remove(0);
        if (next instanceof And both) {
          open.add(0, both.right());
          open.add(0, both.left());
        } else if (Calls.areIn(next)) {
          all = new Conditions(and(all.calling, next), all.others);
        } else {
          all = new Conditions(all.calling, and(all.others, next));
        }
      }
      return all;
    }

    private static Expression and(Expression first, Expression second) {
      return first == null ? second : new And(first, second);
    }
  }
}
