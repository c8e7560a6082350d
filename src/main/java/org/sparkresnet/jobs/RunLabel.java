package org.sparkresnet.jobs;

import org.sparkresnet.store.RunCommand;

/**
 * Kind of a run in the table runs.
 *
 * @param command that makes the run
 * @param name for people; need not be unique
 */
public record RunLabel(RunCommand command, String name) {
  /** Label of a run that is called like its command. */
  public static RunLabel of(RunCommand command) {
    return new RunLabel(command, command.label());
  }
}
