package org.sparkresnet.rounds;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.plan.RoundsMode;

/**
 * Rounds in segments where Spark can run all workers at once, else one job each. After a segment
 * that failed its rounds are trained as jobs, and the next segment is tried later each time. Says
 * once why rounds are jobs. Driver only.
 */
final class AutoRounds implements Rounds {
  private final JavaSparkContext spark;
  private final SegmentRounds segments;
  private final JobRounds jobs;
  private final RoundExecution execution;
  private final int workers;
  private final Consumer<String> warnings;
  private boolean warned;
  private int failures;
  private double jobSecondsLeft;

  /**
   * @param warnings receives a line when rounds are jobs for the first time
   */
  AutoRounds(
      JavaSparkContext spark,
      SegmentRounds segments,
      JobRounds jobs,
      RoundExecution execution,
      int workers,
      Consumer<String> warnings) {
    this.spark = spark;
    this.segments = segments;
    this.jobs = jobs;
    this.execution = execution;
    this.workers = workers;
    this.warnings = warnings;
  }

  /**
   * @throws UserError of code USAGE if segments are asked for and cannot be at the first round
   */
  void requirePossible() {
    if (execution.mode() == RoundsMode.SEGMENTS) {
      obstacle()
          .ifPresent(
              reason -> {
                throw UserError.usage("train.rounds = segments is not possible: " + reason);
              });
    }
  }

  @Override
  public Advance advance(JavaRDD<Shard> epoch, List<Plan.Round> rounds, SharedState state) {
    if (jobSecondsLeft <= 0) {
      Optional<String> obstacle = obstacle();
      if (obstacle.isEmpty()) {
        try {
          Advance advance = segments.advance(epoch, rounds, state);
          failures = 0;
          return advance;
        } catch (SegmentFailure e) {
          warn(e.getMessage());
          failures++;
          jobSecondsLeft = execution.segmentSeconds() * Math.pow(2, failures - 1);
        }
      } else {
        warn(obstacle.get());
      }
    }
    Advance advance = jobs.advance(epoch, rounds, state);
    jobSecondsLeft -= advance.rounds().get(0).seconds();
    return advance;
  }

  @Override
  public void close() {
    segments.close();
  }

  /** Reason why Spark cannot run all workers at once; empty if it can. */
  private Optional<String> obstacle() {
    if (spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      return Optional.of("spark.dynamicAllocation.enabled is true");
    }
    int slots =
        spark
            .sc()
            .maxNumConcurrentTasks(spark.sc().resourceProfileManager().defaultResourceProfile());
    return slots < workers
        ? Optional.of("%d workers, but Spark has room for %d tasks now".formatted(workers, slots))
        : Optional.empty();
  }

  private void warn(String reason) {
    if (!warned) {
      warned = true;
      warnings.accept("each round is a Spark job of its own, which is slower: " + reason);
    }
  }
}
