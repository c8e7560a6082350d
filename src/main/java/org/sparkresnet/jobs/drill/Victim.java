package org.sparkresnet.jobs.drill;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The switches, by their secret, that have a thread in this JVM. Executors only. */
final class Victim {
  private static final Set<ByteBuffer> SECRETS = ConcurrentHashMap.newKeySet();

  private Victim() {}

  /** Tells whether the caller is the first task here for a switch. */
  static boolean claim(byte[] secret) {
    return SECRETS.add(ByteBuffer.wrap(secret));
  }

  /** Lets another task claim, after a connection that did not come about. */
  static void release(byte[] secret) {
    SECRETS.remove(ByteBuffer.wrap(secret));
  }
}
