package org.sparkresnet.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sparkresnet.store.RunId;

class RunPositionTest {
  private final RunPosition position = new RunPosition();

  @Test
  void aCommandWithoutATrainingHasNoPosition() {
    assertThat(position.stoppedBy("INT")).isEqualTo("stopped by SIGINT");
  }

  @Test
  void aStoppedRunGoesOnFromItsNewestCheckpoint() {
    position.sameCommandGoesOn();
    assertThat(position.stoppedBy("TERM"))
        .isEqualTo("stopped by SIGTERM; the same command goes on");
    position.at(1_100);
    position.savedAt(500);
    position.savedAt(1_000);
    assertThat(position.stoppedBy("TERM"))
        .isEqualTo(
            "stopped by SIGTERM at iteration 1,100; the same command goes on from the checkpoint at"
                + " iteration 1,000");
  }

  @Test
  void aRunThatWasNotNamedGoesOnWhereItsNameIsGiven() {
    position.goesOnAs(new RunId("quick-1"));
    assertThat(position.stoppedBy("HUP"))
        .isEqualTo("stopped by SIGHUP; the same command begins again");
    position.at(1_100);
    position.savedAt(1_000);
    assertThat(position.stoppedBy("HUP"))
        .isEqualTo(
            "stopped by SIGHUP at iteration 1,100; with --run-id quick-1 the same command goes on"
                + " from the checkpoint at iteration 1,000");
  }

  @Test
  void aRunWithoutACheckpointBeginsAgain() {
    position.goesOnAs(new RunId("quick-1"));
    position.at(250);
    assertThat(position.stoppedBy("TERM"))
        .isEqualTo(
            "stopped by SIGTERM at iteration 250, before the first checkpoint; the same command"
                + " begins again");
  }
}
