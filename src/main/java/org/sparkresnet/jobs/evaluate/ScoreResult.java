package org.sparkresnet.jobs.evaluate;

import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.jobs.SavedModel;

/**
 * Outcome of a scoring, whose rows stand in the table predictions.
 *
 * @param modelVersion NAME@VERSION, if the model was named by one
 * @param labelled images with a label
 * @param right labelled images whose most probable class is their label
 * @param seconds wall time of scoring and writing
 */
public record ScoreResult(
    SavedModel model,
    Optional<String> modelVersion,
    long images,
    int files,
    long labelled,
    long right,
    double seconds) {

  /** Share of the labelled images that are right; empty without labels. */
  public OptionalDouble accuracy() {
    return labelled == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) right / labelled);
  }

  /** Images scored and written in a second. */
  public double imagesPerSecond() {
    return images / seconds;
  }
}
