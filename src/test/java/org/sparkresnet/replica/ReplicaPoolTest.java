package org.sparkresnet.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;

class ReplicaPoolTest {
  @BeforeEach
  @AfterEach
  void nothingIsIdle() {
    ReplicaPool.closeIdle();
  }

  private static ReplicaSpec model(int classes) {
    return ReplicaSpec.forInference(
        new NetworkConfig(8, true).withClasses(classes), LayerSet.STOCK);
  }

  private static ReplicaSpec training() {
    return new ReplicaSpec(
        new NetworkConfig(8, true),
        LayerSet.STOCK,
        new Optimizer(new LearningRate.Constant(0.1), 0.9, false, 0),
        1);
  }

  private static Replica lent(ReplicaSpec spec) {
    return ReplicaPool.withReplica(spec, 1, replica -> replica);
  }

  @Test
  void theModelsOfAQueryKeepTheirNetworksInTurn() {
    Replica first = lent(model(2));
    Replica second = lent(model(3));
    assertThat(lent(model(2))).as("first model again").isSameAs(first);
    assertThat(lent(model(3))).as("second model again").isSameAs(second);
  }

  @Test
  void networksOfTheModelThatWasAskedForLongestAgoAreClosed() {
    for (int classes : new int[] {2, 3, 4, 2, 5}) {
      lent(model(classes));
    }
    assertThat(ReplicaPool.kept()).containsExactly(model(4), model(2), model(5));
  }

  @Test
  void aTrainingKeepsNoOtherNetworks() {
    Replica evaluated = lent(model(2));
    lent(model(3));
    Replica trained = lent(training());
    assertThat(ReplicaPool.kept()).containsExactly(training());
    assertThat(lent(training())).as("next round").isSameAs(trained);
    assertThat(lent(model(2))).as("model after a training").isNotSameAs(evaluated);
    assertThat(ReplicaPool.kept()).containsExactly(model(2));
  }

  /** As Scala throws what Spark declares nowhere, such as of a broadcast that is gone. */
  @Test
  void aNetworkWhoseWorkFailsWithACheckedExceptionIsClosed() {
    AtomicReference<Replica> lent = new AtomicReference<>();
    assertThatThrownBy(
            () ->
                ReplicaPool.withReplica(
                    model(2),
                    1,
                    replica -> {
                      lent.set(replica);
                      ReplicaPoolTest.<RuntimeException>rethrow(
                          new IOException("Failed to get broadcast_5"));
                      return null;
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("Failed to get broadcast_5");
    assertThatThrownBy(
            () -> lent.get().predict(new float[0], Collections.emptyIterator(), row -> {}))
        .as("work for a closed network")
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(lent(model(2))).isNotSameAs(lent.get());
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void rethrow(Exception e) throws E {
    throw (E) e;
  }
}
