package org.sparkresnet.jobs;

/**
 * Kind of a run in the table runs.
 *
 * @param command train, evaluate, …
 * @param name for people; need not be unique
 */
public record RunLabel(String command, String name) {
  /** Label of a run that is called like its command. */
  public static RunLabel of(String command) {
    return new RunLabel(command, command);
  }
}
