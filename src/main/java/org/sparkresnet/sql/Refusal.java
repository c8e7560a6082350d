package org.sparkresnet.sql;

import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import org.sparkresnet.common.PrintableText;
import org.sparkresnet.common.UserError;
import scala.Option;
import scala.collection.immutable.Map$;

/** Refusals of a query, as Spark has them: every client shows their one line. */
final class Refusal {
  private Refusal() {}

  /**
   * Throws Spark's own exception, which is checked, from where Scala's functions declare none.
   *
   * @return never; for a throw statement of the caller
   */
  static RuntimeException of(UserError error) {
    return Refusal.<RuntimeException>unchecked(
        new AnalysisException(
            PrintableText.line(error.getMessage()),
            Option.empty(),
            Option.empty(),
            Option.apply(error),
            Option.empty(),
            Map$.MODULE$.empty(),
            new QueryContext[0]));
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException unchecked(Throwable failure) throws E {
    throw (E) failure;
  }
}
