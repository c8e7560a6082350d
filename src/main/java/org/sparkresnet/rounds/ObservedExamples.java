package org.sparkresnet.rounds;

import java.io.Serializable;
import java.util.Arrays;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.replica.ExampleOutputs;

/**
 * Outputs of a worker's network for the examples of its part of a round.
 *
 * @param ids example ids, in the order of the outputs
 */
public record ObservedExamples(long[] ids, ExampleOutputs outputs) implements Serializable {
  /** Outputs for no example. */
  public static final ObservedExamples NONE =
      new ObservedExamples(new long[0], ExampleOutputs.NONE);

  /** Checks that each output has its example. */
  public ObservedExamples {
    if (ids.length != outputs.size()) {
      throw new IllegalArgumentException(
          "%d examples and the outputs of %d".formatted(ids.length, outputs.size()));
    }
  }

  /** Outputs of a round on a shard; none if they were not observed. */
  static ObservedExamples of(Shard shard, Plan.Round round, int batchSize, ExampleOutputs outputs) {
    if (outputs.size() == 0) {
      return NONE;
    }
    int first = round.firstMinibatch() * batchSize;
    return new ObservedExamples(
        Arrays.copyOfRange(shard.ids(), first, first + outputs.size()), outputs);
  }
}
