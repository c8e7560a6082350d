package org.sparkresnet.cli.display;

import org.sparkresnet.common.HumanText;
import org.sparkresnet.store.RunId;

/** Position of this process in its training, for the line of one that is stopped. */
public final class RunPosition {
  private volatile String again = "";
  private volatile String beginning = "";
  private volatile long iteration = -1;

  /** Notes that the same command names the same run. */
  public void sameCommandGoesOn() {
    again = "; the same command goes on";
    beginning = again;
  }

  /** Notes that the same command goes on with the run if it names it. */
  public void goesOnAs(RunId run) {
    again = "; with --run-id " + run + " the same command goes on";
    beginning = "; the same command begins again";
  }

  /** Notes that the training has come to an iteration. */
  public void at(long newIteration) {
    iteration = newIteration;
  }

  /** Line for the user: where a signal has stopped the process, and how to go on. */
  public String stoppedBy(String signal) {
    return iteration < 0
        ? "stopped by SIG" + signal + beginning
        : HumanText.format("stopped by SIG%s at iteration %,d%s", signal, iteration, again);
  }
}
