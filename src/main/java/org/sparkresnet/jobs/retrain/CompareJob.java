package org.sparkresnet.jobs.retrain;

import java.util.Optional;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.ErrorBudget;
import org.sparkresnet.registry.PromotionPolicy;
import org.sparkresnet.registry.StoredPredictions;
import org.sparkresnet.registry.TestLedger;
import org.sparkresnet.registry.TestPredictions;
import org.sparkresnet.registry.VersionManifest;

/**
 * Compares two versions by the promotion policy, from the table predictions. It changes nothing and
 * is no look at the test images: it spends no error. Driver only.
 */
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
   * @param obstacle why there is no paired test, and what to do; empty with a decision
   */
  public record Result(Optional<Decision> decision, Optional<String> obstacle) {
    static Result of(Decision decision) {
      return new Result(Optional.of(decision), Optional.empty());
    }

    static Result without(String obstacle) {
      return new Result(Optional.empty(), Optional.of(obstacle));
    }
  }

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
      return Result.without(
          "run %s has no test images in the table predictions"
              .formatted((mine.isEmpty() ? candidate : other).run().runId()));
    }
    if (candidate.run().hasOtherTestImagesThan(other.run())
        || !mine.get().areOfTheSameImagesAs(theirs.get())) {
      return Result.without(
          "%s and %s were evaluated on different test images; evaluate --model %1$s and --model %2$s with one data.path give the accuracies on the same ones"
              .formatted(reference(candidate), reference(other)));
    }
    PromotionPolicy policy = config.registry().policy();
    Optional<ErrorBudget> budget =
        TestLedger.budget(
            context.spark(),
            context.store(),
            candidate.model(),
            policy,
            candidate.run().data().or(() -> other.run().data()),
            candidate.sha256(),
            other.sha256());
    return budget
        .map(it -> Result.of(policy.decide(candidate.classes(), mine.get(), theirs.get(), it)))
        .orElseGet(
            () ->
                Result.without(
                    "nothing tells the test images of %s and %s, so that the error that is left for registry.policy = anytime is not known; evaluate --model %1$s gives it a look at them"
                        .formatted(reference(candidate), reference(other))));
  }

  private static String reference(VersionManifest version) {
    return version.model() + "@" + version.version();
  }

  private Optional<TestPredictions> predictions(VersionManifest version) {
    return StoredPredictions.of(context.spark(), context.store(), version);
  }
}
