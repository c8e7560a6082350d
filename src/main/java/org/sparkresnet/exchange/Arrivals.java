package org.sparkresnet.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.rpc.RpcCallContext;

/** Workers of a segment that have come to the {@link Rendezvous}. */
public final class Arrivals {
  private final String[] addresses;
  private final List<RpcCallContext> waiting = new ArrayList<>();
  private long firstNanos;

  Arrivals(int workers) {
    this.addresses = new String[workers];
  }

  /**
   * Where the workers of a segment stand.
   *
   * @param arrived number of workers that have come
   * @param workers number of workers of the segment
   * @param sinceFirstSeconds time since the first of them came; 0 if none has
   */
  public record Standing(int arrived, int workers, double sinceFirstSeconds) {
    /** Tells whether all workers have come. */
    public boolean complete() {
      return arrived == workers;
    }
  }

  Standing standing() {
    int arrived = arrived();
    return new Standing(
        arrived, addresses.length, arrived == 0 ? 0 : (System.nanoTime() - firstNanos) / 1e9);
  }

  private int arrived() {
    return (int) Arrays.stream(addresses).filter(address -> address != null).count();
  }

  /** Takes in a worker; answers all when the last one has come. */
  void join(int worker, String address, RpcCallContext context) {
    if (waiting.isEmpty()) {
      firstNanos = System.nanoTime();
    }
    addresses[worker] = address;
    waiting.add(context);
    if (arrived() == addresses.length) {
      waiting.forEach(caller -> caller.reply(addresses));
    }
  }
}
