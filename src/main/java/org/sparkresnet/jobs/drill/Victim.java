package org.sparkresnet.jobs.drill;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The switches, by port, that have a thread in this JVM. Executors only. */
final class Victim {
  private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();

  private Victim() {}

  /** Tells whether the caller is the first task here for a switch. */
  static boolean claim(int port) {
    return PORTS.add(port);
  }
}
