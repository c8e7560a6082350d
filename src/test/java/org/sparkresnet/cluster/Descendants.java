package org.sparkresnet.cluster;

import java.util.List;

/** The processes that a process has started. */
final class Descendants {
  private Descendants() {}

  /**
   * Those that run now. One that has ended and that nobody has asked how (Spark's start scripts
   * leave such) is still listed by the system and called alive, but has no command.
   */
  static List<ProcessHandle> running(ProcessHandle process) {
    return process.descendants().filter(it -> it.info().command().isPresent()).toList();
  }
}
