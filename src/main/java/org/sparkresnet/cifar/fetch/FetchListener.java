package org.sparkresnet.cifar.fetch;

/** Hears how a fetch gets on; called on the fetching thread. */
public interface FetchListener {
  /**
   * Bytes of the step at work.
   *
   * @param label the step; a new label means that a new step has begun
   * @param done bytes so far
   * @param total bytes in all, or -1 if that is not known
   */
  void bytes(String label, long done, long total);

  /** One line that a person should read, such as why a source was passed over. */
  void note(String line);
}
