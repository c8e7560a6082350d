package org.sparkresnet.replica;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * The idle replicas of this JVM, so that an executor keeps its networks, their native memory and
 * oneDNN's primitives from round to round. It must be static: a task has no other way to find what
 * an earlier task of its executor has left. Only replicas of one specification are kept; the first
 * request for another one closes them.
 */
public final class ReplicaPool {
  private static final Deque<Replica> IDLE = new ArrayDeque<>();
  private static ReplicaSpec idleSpec;

  private ReplicaPool() {}

  /**
   * Lends a replica for the duration of a call. A replica whose call failed is closed instead of
   * being lent again.
   */
  public static <T> T withReplica(ReplicaSpec spec, int cores, Function<Replica, T> work) {
    Replica replica = take(spec);
    if (replica == null) {
      replica = new Replica(spec, cores);
    }
    T result;
    try {
      result = work.apply(replica);
    } catch (RuntimeException | Error e) {
      replica.close();
      throw e;
    }
    giveBack(spec, replica);
    return result;
  }

  private static synchronized Replica take(ReplicaSpec spec) {
    if (!spec.equals(idleSpec)) {
      closeIdle();
      idleSpec = spec;
    }
    return IDLE.pollFirst();
  }

  private static synchronized void giveBack(ReplicaSpec spec, Replica replica) {
    if (spec.equals(idleSpec)) {
      IDLE.addFirst(replica);
    } else {
      replica.close();
    }
  }

  /** Closes the idle replicas. */
  public static synchronized void closeIdle() {
    IDLE.forEach(Replica::close);
    IDLE.clear();
  }
}
