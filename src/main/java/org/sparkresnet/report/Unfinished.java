package org.sparkresnet.report;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.common.HumanText;

/**
 * State of a training that has not ended, as far as its journal tells: up to its last checkpoint.
 *
 * @param isWorking false if it was paused or stopped
 * @param position empty if its plan is not known
 * @param lastSign last sign of life; empty if there is none
 * @param imagesPerSecond of its latest rounds; empty without any
 */
public record Unfinished(
    boolean isWorking,
    Optional<Position> position,
    Optional<Instant> lastSign,
    OptionalDouble imagesPerSecond) {
  /**
   * Position in the plan.
   *
   * @param epoch that was begun last, from 1
   */
  public record Position(int epoch, int epochs, long iteration, long iterations) {}

  public Unfinished {
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(lastSign, "last_sign");
  }

  /** State in words, such as "working, epoch 12 of 80". */
  String text() {
    return (isWorking ? "working" : "stopped")
        + position
            .map(it -> ", epoch %d of %d".formatted(it.epoch(), it.epochs()))
            .orElse(", not finished");
  }

  /** Sentences for the head of the page. */
  String sentences() {
    return "Not finished: "
        + text()
        + "."
        + position
            .map(
                it ->
                    HumanText.format(
                        " All figures are those of iteration %,d of %,d.",
                        it.iteration(), it.iterations()))
            .orElse("")
        + lastSign.map(it -> " Last sign of life: " + Numbers.time(it) + ".").orElse("")
        + (isWorking ? "" : " The same command goes on.");
  }
}
