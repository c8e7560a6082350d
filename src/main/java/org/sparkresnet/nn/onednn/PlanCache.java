package org.sparkresnet.nn.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.bytedeco.javacpp.PointerScope;

/**
 * Kernels for the batch sizes that are in use. A run has few: the minibatch, the last, shorter
 * minibatch, and the same two of the evaluation; the least recently used plan is freed.
 */
final class PlanCache<P extends AutoCloseable> implements AutoCloseable {
  private static final int CAPACITY = 4;

  private final Map<Long, P> plans = new LinkedHashMap<>(CAPACITY, 0.75f, true);
  private final LongFunction<P> factory;

  PlanCache(LongFunction<P> factory) {
    this.factory = factory;
  }

  P get(long batch) {
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
