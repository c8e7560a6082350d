package org.sparkresnet.replica;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * Pool of the idle replicas of this JVM: an executor keeps its networks, their native memory and
 * oneDNN's primitives from round to round. The pool must be static, because a task cannot find
 * objects of an earlier task in any other way. The pool keeps replicas of one specification only;
 * the first request for another specification closes them.
 */
public final class ReplicaPool {
  private static final Deque<Replica> IDLE = new ArrayDeque<>();
  private static ReplicaSpec idleSpec;

  private ReplicaPool() {}

  /** Lends a replica for the duration of a call. If the call fails, the replica is closed. */
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
