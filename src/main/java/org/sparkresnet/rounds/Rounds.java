package org.sparkresnet.rounds;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.plan.Plan;

/** A way to train rounds on Spark. Driver only. */
public interface Rounds extends AutoCloseable {
  /**
   * Trains the first of the given rounds, or more of them.
   *
   * @param epoch one shard in each partition, in the order of the workers
   * @param rounds rounds of this epoch that follow each other; at least one
   * @param state arrays that the first round begins with; may be changed
   */
  Advance advance(JavaRDD<Shard> epoch, List<Plan.Round> rounds, SharedState state);

  @Override
  default void close() {}
}
