package org.sparkresnet.jobs.drill;

import java.io.IOException;

/**
 * A disturbance of a training.
 *
 * @param name of what is disturbed
 * @param done what is done to it
 */
record Drill(String name, String done, Work work) {
  /** Training that is disturbed. */
  @FunctionalInterface
  interface Work {
    /**
     * Trains to the end, disturbed.
     *
     * @throws NotPossible if the disturbance cannot be made here
     */
    Trained train() throws IOException;
  }
}
