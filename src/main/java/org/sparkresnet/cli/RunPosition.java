package org.sparkresnet.cli;

import org.sparkresnet.common.HumanText;
import org.sparkresnet.store.RunId;

/** Position of this process in its training, for the line of one that is stopped. */
final class RunPosition {
  private volatile String again = "";
  private volatile String beginning = "";
  private volatile long iteration = -1;

  /** Notes that the same command names the same run. */
  void sameCommandGoesOn() {
    again = "; the same command goes on";
    beginning = again;
  }

  /** Notes that the same command goes on with the run if it names it. */
  void goesOnAs(RunId run) {
    again = "; with --run-id " + run + " the same command goes on";
    beginning = "; the same command begins again";
  }

  /** Notes that the training has come to an iteration. */
  void at(long newIteration) {
    iteration = newIteration;
  }

  /** Line for the user: where a signal has stopped the process, and how to go on. */
  String stoppedBy(String signal) {
    return iteration < 0
        ? "stopped by SIG" + signal + beginning
        : HumanText.format("stopped by SIG%s at iteration %,d%s", signal, iteration, again);
  }
}
