package org.sparkresnet.report;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.sparkresnet.store.RunId;

/**
 * Night of a registry: a decision on its champion, or a failure to come to one.
 *
 * @param decision PROMOTED, KEPT, ROLLED_BACK or NOTHING_NEW; FAILED without a decision
 * @param version candidate, or the version that was rolled back to; empty if it failed
 * @param reason in words
 * @param candidateAccuracy share of the test images that the candidate has right
 * @param championAccuracy that of the champion before
 * @param candidateOnlyRight images that only the candidate has right
 * @param championOnlyRight images that only the champion has right
 * @param limits of the accuracy of the champion after the night; empty without a look at it
 */
public record Night(
    RunId run,
    Instant at,
    String decision,
    Optional<String> version,
    String reason,
    OptionalDouble candidateAccuracy,
    OptionalDouble championAccuracy,
    OptionalInt candidateOnlyRight,
    OptionalInt championOnlyRight,
    Optional<Work> work,
    Optional<Limits> limits) {

  /** Decision of a night that failed. */
  public static final String FAILED = "FAILED";

  /**
   * Training of a night.
   *
   * @param seconds from start to end of the run
   * @param trainingImages number of training images; empty where the manifest is gone
   * @param imagesPerSecond in training; empty if no round ended
   * @param warnings of the data checks
   * @param classShift distance of the class shares from those of the champion's data, 0 to 1; empty
   *     if they were not compared
   * @param channelShift largest shift of a channel's mean, a share of the range; empty if it was
   *     not compared
   */
  public record Work(
      int workers,
      double seconds,
      OptionalLong trainingImages,
      OptionalDouble imagesPerSecond,
      int warnings,
      OptionalDouble classShift,
      OptionalDouble channelShift) {
    /** Hours of one worker. */
    double workerHours() {
      return workers * seconds / 3600;
    }
  }

  /**
   * Interval of an accuracy that holds for all looks at the test images until that night at once.
   */
  public record Limits(double low, double high) {}

  /** This night with the limits of the champion's accuracy. */
  public Night within(Limits found) {
    return new Night(
        run,
        at,
        decision,
        version,
        reason,
        candidateAccuracy,
        championAccuracy,
        candidateOnlyRight,
        championOnlyRight,
        work,
        Optional.of(found));
  }

  /** Accuracy of the champion after the night; empty where none was measured. */
  OptionalDouble championAfter() {
    return changesChampion() && candidateAccuracy.isPresent()
        ? candidateAccuracy
        : championAccuracy;
  }

  /** Tells whether the version is the champion from this night on. */
  boolean changesChampion() {
    return decision.equals("PROMOTED") || decision.equals("ROLLED_BACK");
  }
}
