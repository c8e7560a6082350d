package org.sparkresnet.cifar.fetch;

/** Receives the progress of a fetch; called on the fetching thread. */
public interface FetchListener {
  /**
   * Reports the bytes of the current step.
   *
   * @param label name of the step; a new label means a new step
   * @param done bytes so far
   * @param total bytes in all, or -1 if not known
   */
  void bytes(String label, long done, long total);

  /** Reports one line for the user, such as the reason why a source was skipped. */
  void note(String line);
}
