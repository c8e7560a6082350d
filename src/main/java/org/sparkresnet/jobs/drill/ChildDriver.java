package org.sparkresnet.jobs.drill;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Starts a command of this program in a process of its own, with the same launcher. */
@FunctionalInterface
public interface ChildDriver {
  /**
   * Starts a command.
   *
   * @param command with its options, such as train --run-id R
   * @return its process, whose standard output has its errors too and must be read; empty if this
   *     driver was not started in a way that can be repeated
   */
  Optional<Process> start(List<String> command) throws IOException;
}
