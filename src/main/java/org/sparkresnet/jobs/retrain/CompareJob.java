package org.sparkresnet.jobs.retrain;

import java.util.Optional;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.StoredPredictions;
import org.sparkresnet.registry.TestPredictions;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunId;

/** Compares two versions by the promotion policy, from the table predictions. Driver only. */
public final class CompareJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public CompareJob(JobContext context) {
    this.context = context;
  }

  /**
   * Outcome of a comparison.
   *
   * @param decision what the policy says of the candidate; empty without a paired test
   * @param without run that has no test images in the table, if one has none
   */
  public record Result(Optional<Decision> decision, Optional<RunId> without) {}

  /**
   * Decides on a candidate against another version, and changes nothing. Runs two Spark jobs.
   *
   * @throws UserError of code DATA if their classes differ
   */
  public Result run(JobConfig config, VersionManifest candidate, VersionManifest other) {
    return context.named(
        "comparison of %s and %s".formatted(candidate.version(), other.version()),
        () -> compare(config, candidate, other));
  }

  private Result compare(JobConfig config, VersionManifest candidate, VersionManifest other) {
    candidate
        .classes()
        .differenceFrom(candidate.version().toString(), other.classes(), other.version().toString())
        .ifPresent(
            difference -> {
              throw UserError.data("versions to compare must have the same classes: " + difference);
            });
    Optional<TestPredictions> mine = predictions(candidate);
    Optional<TestPredictions> theirs = predictions(other);
    if (mine.isEmpty() || theirs.isEmpty()) {
      return new Result(
          Optional.empty(), Optional.of((mine.isEmpty() ? candidate : other).run().runId()));
    }
    return new Result(
        Optional.of(
            config.registry().policy().decide(candidate.classes(), mine.get(), theirs.get())),
        Optional.empty());
  }

  private Optional<TestPredictions> predictions(VersionManifest version) {
    return StoredPredictions.of(context.spark(), context.store(), version);
  }
}
