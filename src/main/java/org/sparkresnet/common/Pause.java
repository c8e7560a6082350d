package org.sparkresnet.common;

import java.time.Duration;

/** Sleep between two looks at what others do. */
public final class Pause {
  private Pause() {}

  /**
   * Sleeps.
   *
   * @param doing what an interrupt ends, for its message: "during a drill"
   * @throws IllegalStateException if the thread is interrupted, which it stays
   */
  public static void of(Duration duration, String doing) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted " + doing, e);
    }
  }
}
