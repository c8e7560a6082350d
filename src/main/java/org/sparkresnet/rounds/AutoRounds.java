package org.sparkresnet.rounds;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.Pause;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.plan.RoundsMode;

/**
 * Rounds in segments where Spark can run all workers at once, else one job each. A segment whose
 * task failed, such as with its executor, is tried again; after some failures, or when the workers
 * could not begin together or reach each other, rounds are jobs for a while, longer each time. Says
 * why rounds are jobs, once for each kind of reason; the log has all reasons. Driver only.
 */
final class AutoRounds implements Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(AutoRounds.class);

  /** Tries of a segment whose tasks fail: as many as Spark gives a stage. */
  private static final int MOST_TRIES = 4;

  private static final Duration PAUSE = Duration.ofMillis(250);

  private final JavaSparkContext spark;
  private final Rounds segments;
  private final Rounds jobs;
  private final RoundExecution execution;
  private final int workers;
  private final Consumer<String> warnings;
  private final Set<SlowReason.Kind> said = EnumSet.noneOf(SlowReason.Kind.class);
  private String lastReason = "";
  private int failures;
  private int failuresInARow;
  private int surrenders;
  private double jobSecondsLeft;

  /**
   * @param warnings receives a line when rounds are jobs for the first reason of a kind
   */
  AutoRounds(
      JavaSparkContext spark,
      Rounds segments,
      Rounds jobs,
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
   * Waits, as long as workers would wait for each other, for executors that a cluster has yet to
   * start.
   *
   * @throws UserError of code USAGE if segments are asked for and cannot be at the first round
   */
  void requirePossible() {
    if (execution.mode() != RoundsMode.SEGMENTS) {
      return;
    }
    Optional<SlowReason> reason = obstacle();
    boolean mayPass = !spark.isLocal() && !isDynamic();
    long limit = TimeUnit.SECONDS.toNanos(execution.exchange().timeoutSeconds());
    for (long begin = System.nanoTime();
        mayPass && reason.isPresent() && System.nanoTime() - begin < limit;
        reason = obstacle()) {
      Pause.of(PAUSE, "while executors started");
    }
    reason.ifPresent(
        it -> {
          throw UserError.usage("train.rounds = segments is not possible: " + it.text());
        });
  }

  @Override
  public Advance advance(JavaRDD<Shard> epoch, List<Plan.Round> rounds, SharedState state) {
    while (jobSecondsLeft <= 0) {
      Optional<SlowReason> obstacle = obstacle();
      if (obstacle.isPresent()) {
        warn(obstacle.get());
        break;
      }
      try {
        Advance advance = segments.advance(epoch, rounds, state);
        failuresInARow = 0;
        surrenders = 0;
        lastReason = "";
        return counted(advance);
      } catch (SegmentFailure e) {
        LOG.warn("A segment failed: {}", e.getMessage());
        failures++;
        failuresInARow++;
        if (!e.isWorthAnotherTry() || failuresInARow % MOST_TRIES == 0) {
          warn(e.reason());
          jobSecondsLeft = execution.segmentSeconds() * Math.pow(2, surrenders);
          surrenders++;
        }
      }
    }
    Advance advance = jobs.advance(epoch, rounds, state);
    jobSecondsLeft -= advance.rounds().get(0).seconds();
    return counted(advance);
  }

  /** Adds the segments that failed before to the failed tasks of the first round. */
  private Advance counted(Advance advance) {
    List<RoundResult> results = new ArrayList<>(advance.rounds());
    results.set(0, results.get(0).withMoreFailures(failures));
    failures = 0;
    return new Advance(results, advance.state());
  }

  @Override
  public void close() {
    segments.close();
  }

  /** Reason why Spark cannot run all workers at once; empty if it can. */
  private Optional<SlowReason> obstacle() {
    if (isDynamic()) {
      return Optional.of(
          new SlowReason(
              SlowReason.Kind.DYNAMIC_ALLOCATION, "spark.dynamicAllocation.enabled is true"));
    }
    int slots =
        spark
            .sc()
            .maxNumConcurrentTasks(spark.sc().resourceProfileManager().defaultResourceProfile());
    return slots < workers
        ? Optional.of(
            new SlowReason(
                SlowReason.Kind.ROOM,
                "%d workers, but Spark has room for %d tasks now".formatted(workers, slots)))
        : Optional.empty();
  }

  private boolean isDynamic() {
    return !spark.isLocal() && spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false);
  }

  private void warn(SlowReason reason) {
    String line = "each round is a Spark job of its own, which is slower: " + reason.text();
    if (said.add(reason.kind())) {
      warnings.accept(line);
    } else if (!line.equals(lastReason)) { // an obstacle is met again at each round
      LOG.warn("{}", line);
    }
    lastReason = line;
  }
}
