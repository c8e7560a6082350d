package org.sparkresnet.testing;

import java.util.concurrent.CountDownLatch;
import org.sparkresnet.replica.ReplicaPool;

/** Networks of this process that nobody can take or build for a while. */
public final class HeldNetworks {
  private HeldNetworks() {}

  /**
   * Holds the networks from now on.
   *
   * @param wait returns when they are to be free again; runs in a thread of its own
   */
  @SuppressWarnings("LockOnNonEnclosingClassLiteral") // the pool's own lock is what it holds
  public static void during(Runnable wait) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    Thread holder =
        new Thread(
            () -> {
              synchronized (ReplicaPool.class) {
                held.countDown();
                wait.run();
              }
            });
    holder.setDaemon(true);
    holder.start();
    held.await();
  }
}
