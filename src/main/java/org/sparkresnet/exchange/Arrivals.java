package org.sparkresnet.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.spark.rpc.RpcCallContext;

/** Workers of a segment that have begun, and those that have come to the {@link Rendezvous}. */
public final class Arrivals {
  private final boolean[] begun;
  private final String[] addresses;
  private final List<RpcCallContext> waiting = new ArrayList<>();
  private long firstBegunNanos;
  private long firstJoinedNanos;

  Arrivals(int workers) {
    this.begun = new boolean[workers];
    this.addresses = new String[workers];
  }

  /**
   * Where the workers of a segment stand.
   *
   * @param workers number of workers of the segment
   * @param notBegun workers of which nothing was heard, in order
   * @param notJoined workers that have not come, in order; these among them
   * @param sinceFirstBegunSeconds time since the first of them began; 0 if none has
   * @param sinceFirstJoinedSeconds time since the first of them came; 0 if none has
   */
  public record Standing(
      int workers,
      List<Integer> notBegun,
      List<Integer> notJoined,
      double sinceFirstBegunSeconds,
      double sinceFirstJoinedSeconds) {
    /** Tells whether all workers have come. */
    public boolean complete() {
      return notJoined.isEmpty();
    }
  }

  Standing standing() {
    List<Integer> notBegun = workers(worker -> !begun[worker]);
    List<Integer> notJoined = workers(worker -> addresses[worker] == null);
    return new Standing(
        addresses.length,
        notBegun,
        notJoined,
        secondsSince(firstBegunNanos, notBegun),
        secondsSince(firstJoinedNanos, notJoined));
  }

  private List<Integer> workers(IntPredicate wanted) {
    return IntStream.range(0, addresses.length).filter(wanted).boxed().toList();
  }

  private double secondsSince(long nanos, List<Integer> missing) {
    return missing.size() == addresses.length ? 0 : (System.nanoTime() - nanos) / 1e9;
  }

  /** Takes note that a worker has begun and will join. */
  void begin(int worker) {
    if (workers(other -> begun[other]).isEmpty()) {
      firstBegunNanos = System.nanoTime();
    }
    begun[worker] = true;
  }

  /** Takes in a worker; answers all when the last one has come. */
  void join(int worker, String address, RpcCallContext context) {
    begin(worker); // unless that message was lost
    if (waiting.isEmpty()) {
      firstJoinedNanos = System.nanoTime();
    }
    addresses[worker] = address;
    waiting.add(context);
    if (workers(other -> addresses[other] == null).isEmpty()) {
      waiting.forEach(caller -> caller.reply(addresses));
    }
  }
}
