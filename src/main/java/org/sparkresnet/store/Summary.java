package org.sparkresnet.store;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.Json;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.common.UserError;

/**
 * Result of a run, for people and schedulers: {@code summary.json}, written last.
 *
 * @param testAccuracy share of the test images, 0 to 1; empty if they were not evaluated
 * @param testLoss mean cross-entropy in nats; empty if they were not evaluated
 * @param trainImagesPerSecond in steady state, without evaluation and checkpoints
 * @param wallSeconds of the whole run
 * @param iterations global iterations
 * @param examplesSeen training examples over all epochs
 * @param paramsSha256 of the final parameter vector, little-endian float32; empty without a model
 * @param modelPath URI of the model; empty without a model
 * @param error one line; empty unless the run failed
 */
public record Summary(
    RunId runId,
    RunStatus status,
    OptionalDouble testAccuracy,
    OptionalDouble testLoss,
    OptionalDouble trainImagesPerSecond,
    double wallSeconds,
    int epochs,
    long iterations,
    long rounds,
    long examplesSeen,
    int workers,
    Optional<String> paramsSha256,
    Optional<String> modelPath,
    Optional<String> error) {

  /** Values that are no finite numbers, as after divergence, are taken as not known. */
  public Summary {
    Objects.requireNonNull(runId, "run_id");
    Objects.requireNonNull(status, "status");
    testAccuracy = finite(testAccuracy);
    testLoss = finite(testLoss);
    trainImagesPerSecond = finite(trainImagesPerSecond);
    Objects.requireNonNull(paramsSha256, "params_sha256");
    modelPath = modelPath.map(Redaction::redact);
    error = error.map(ErrorText::of).map(Redaction::redact);
  }

  private static OptionalDouble finite(OptionalDouble value) {
    // JSON has no NaN.
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? value
        : OptionalDouble.empty();
  }

  /** All fields, always in one order; null for those not known. */
  public String toJson() {
    return Json.text(this);
  }

  /**
   * The summary of a run in a store; empty if it has not ended.
   *
   * @throws UserError as {@link #fromJson}, with what to do, or if it cannot be read
   */
  public static Optional<Summary> ofRun(Store store, RunId run) {
    return RunRecords.read(store, store.summary(run), Summary::fromJson);
  }

  /**
   * The summary in a text.
   *
   * @param origin the file, for messages
   * @throws UserError "ORIGIN: field run_id is missing", or a like rule
   */
  public static Summary fromJson(String origin, String text) {
    return Json.read(origin, text, Summary.class);
  }
}
