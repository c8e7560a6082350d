package org.sparkresnet.cli.display;

import org.sparkresnet.common.HumanText;
import org.sparkresnet.store.RunId;

/** Position of this process in its training, for the line of one that is stopped. */
public final class RunPosition {
  private static final String GOES_ON = "the same command goes on";
  private static final String BEGINS_AGAIN = "the same command begins again";

  private volatile String goesOn = "";
  private volatile String beforeTraining = "";
  private volatile long iteration = -1;
  private volatile long checkpoint;

  /** Notes that the same command names the same run. */
  public void sameCommandGoesOn() {
    goesOn = GOES_ON;
    beforeTraining = "; " + GOES_ON;
  }

  /** Notes that the same command goes on with the run if it names it. */
  public void goesOnAs(RunId run) {
    goesOn = "with --run-id " + run + " " + GOES_ON;
    beforeTraining = "; " + BEGINS_AGAIN;
  }

  /** Notes that the training has come to an iteration. */
  public void at(long newIteration) {
    iteration = newIteration;
  }

  /** Notes that a checkpoint of an iteration is stored. */
  public void savedAt(long newCheckpoint) {
    checkpoint = newCheckpoint;
  }

  /** Line for the user: where a signal has stopped the process, and from where it can go on. */
  public String stoppedBy(String signal) {
    if (iteration < 0) {
      return "stopped by SIG" + signal + beforeTraining;
    }
    return checkpoint == 0
        ? HumanText.format(
            "stopped by SIG%s at iteration %,d, before the first checkpoint; %s",
            signal, iteration, BEGINS_AGAIN)
        : HumanText.format(
            "stopped by SIG%s at iteration %,d; %s from the checkpoint at iteration %,d",
            signal, iteration, goesOn, checkpoint);
  }
}
