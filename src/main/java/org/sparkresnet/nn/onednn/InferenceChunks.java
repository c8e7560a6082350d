package org.sparkresnet.nn.onednn;

import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.kernels.PlanCache;

/**
 * Runs a layer's inference on a few images at a time, so that the data between its kernels stay in
 * the second-level cache.
 */
final class InferenceChunks {
  /**
   * Bytes of a tensor that fit into the second-level cache of one core: half a MB of the usual 1 to
   * 2 MB.
   */
  private static final long TENSOR_BYTES = 512 * 1024;

  private InferenceChunks() {}

  /**
   * @param imageBytes of the largest tensor
   * @param update runs once for each plan, before its first run
   * @param run gets the plan and the number of the chunk's first image
   */
  static <P extends AutoCloseable> void forEach(
      long batch, long imageBytes, PlanCache<P> plans, Consumer<P> update, ObjLongConsumer<P> run) {
    long chunk =
        Math.min(batch, Math.max(1, TENSOR_BYTES / imageBytes) * Math.max(1, OmpThreads.get()));
    P plan = plans.get(chunk);
    update.accept(plan);
    long first = 0;
    for (; first + chunk <= batch; first += chunk) {
      run.accept(plan, first);
    }
    if (first < batch) {
      P rest = plans.get(batch - first);
      update.accept(rest);
      run.accept(rest, first);
    }
  }
}
