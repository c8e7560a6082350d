package org.sparkresnet.nn.kernels;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.bytedeco.javacpp.PointerScope;

/**
 * Cache of kernels for the batch sizes in use; frees the least recently used. A run has few batch
 * sizes: the minibatch and the shorter last minibatch, of training and of evaluation.
 */
public final class PlanCache<P extends AutoCloseable> implements AutoCloseable {
  private static final int CAPACITY = 4;

  private final Map<Long, P> plans = new LinkedHashMap<>(CAPACITY, 0.75f, true);
  private final LongFunction<P> factory;

  public PlanCache(LongFunction<P> factory) {
    this.factory = factory;
  }

  public P get(long batch) {
    P plan = plans.get(batch);
    if (plan == null) {
      if (plans.size() == CAPACITY) {
        Long eldest = plans.keySet().iterator().next();
        free(plans.remove(eldest));
      }
      // Frees the descriptors that building a plan leaves behind.
      PointerScope temporaries = new PointerScope();
      try {
        plan = factory.apply(batch);
      } finally {
        temporaries.close();
      }
      plans.put(batch, plan);
    }
    return plan;
  }

  int size() {
    return plans.size();
  }

  private void free(P plan) {
    try {
      plan.close();
    } catch (Exception e) {
      throw new IllegalStateException("A plan could not be freed", e);
    }
  }

  @Override
  public void close() {
    plans.values().forEach(this::free);
    plans.clear();
  }
}
