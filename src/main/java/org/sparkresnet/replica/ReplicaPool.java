package org.sparkresnet.replica;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Pool of the idle replicas of this JVM: an executor keeps its networks, their native memory and
 * oneDNN's primitives from round to round. The pool must be static, because a task cannot find
 * objects of an earlier task in any other way.
 *
 * <p>Of replicas for prediction it keeps those of the last {@value #MOST_SPECS} specifications: one
 * query applies several models in turn. A replica that can be trained is kept alone: a training
 * pays for no network but the one at work.
 */
public final class ReplicaPool {
  private static final int MOST_SPECS = 3;

  /** Idle replicas by specification, the one that was asked for last at the end. */
  private static final Map<ReplicaSpec, Deque<Replica>> IDLE = new LinkedHashMap<>();

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
    } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
      replica.close();
      throw e;
    }
    giveBack(spec, replica);
    return result;
  }

  private static synchronized Replica take(ReplicaSpec spec) {
    Deque<Replica> own = IDLE.remove(spec);
    int others = spec.isForInference() ? MOST_SPECS - 1 : 0;
    Iterator<Map.Entry<ReplicaSpec, Deque<Replica>>> eldest = IDLE.entrySet().iterator();
    while (eldest.hasNext()) {
      Map.Entry<ReplicaSpec, Deque<Replica>> idle = eldest.next();
      if (IDLE.size() > others || !idle.getKey().isForInference()) {
        idle.getValue().forEach(Replica::close);
        eldest.remove();
      }
    }
    IDLE.put(spec, own == null ? new ArrayDeque<>() : own);
    return IDLE.get(spec).pollFirst();
  }

  private static synchronized void giveBack(ReplicaSpec spec, Replica replica) {
    Deque<Replica> idle = IDLE.get(spec);
    if (idle == null) { // others were asked for meanwhile
      replica.close();
    } else {
      idle.addFirst(replica);
    }
  }

  /** Specifications of which replicas are kept, the one that was asked for last at the end. */
  static synchronized List<ReplicaSpec> kept() {
    return List.copyOf(IDLE.keySet());
  }

  /** Closes the idle replicas. */
  public static synchronized void closeIdle() {
    IDLE.values().forEach(idle -> idle.forEach(Replica::close));
    IDLE.clear();
  }
}
