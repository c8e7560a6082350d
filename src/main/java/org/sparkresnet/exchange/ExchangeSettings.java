package org.sparkresnet.exchange;

import java.io.Serializable;

/**
 * Settings of the exchange; they change no bit of a result.
 *
 * @param port port of each executor's server, or the next free ones above it; 0 for any
 * @param timeoutSeconds time that workers wait for each other to begin, four times as long for one
 *     that has begun to join, and that a worker waits for another in a round beyond three times its
 *     own work
 */
public record ExchangeSettings(int port, int timeoutSeconds) implements Serializable {
  /**
   * Time to wait at the meeting for a worker that has begun: it may have native libraries to unpack
   * and a network to build, on a slow machine.
   */
  public long joiningSeconds() {
    return 4L * timeoutSeconds;
  }

  /** Time to wait for the other workers after work of the given duration. */
  long patienceNanos(double workSeconds) {
    return (long) (1e9 * (timeoutSeconds + 3 * workSeconds));
  }
}
