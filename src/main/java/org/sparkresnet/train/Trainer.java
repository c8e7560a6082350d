package org.sparkresnet.train;

import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.dataset.TrainingImages;

/**
 * Trains by parameter averaging: round after round the workers train from the same weights on their
 * own minibatches, and the driver averages what comes back. Driver only.
 */
public final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private final TrainingImages images;
  private final TrainConfig config;
  private final CheckpointPolicy checkpoints;
  private final TrainingListener listener;
  private final RoundRunner rounds;
  private final IdleExecutorCheck placement;
  private final RoundUpdate driver;

  /** As below, from the beginning and with {@link CollectLimit#DEFAULT}. */
  public Trainer(
      JavaSparkContext spark,
      TrainingImages images,
      TrainConfig config,
      CheckpointPolicy checkpoints,
      TrainingListener listener) {
    this(
        spark,
        images,
        config,
        InitialParameters.FRESH,
        checkpoints,
        CollectLimit.DEFAULT,
        listener);
  }

  /**
   * @param start where a run without a checkpoint begins
   * @param limit decides where the workers' results are averaged, not what comes out
   * @param listener told of every round, epoch and checkpoint
   */
  public Trainer(
      JavaSparkContext spark,
      TrainingImages images,
      TrainConfig config,
      InitialParameters start,
      CheckpointPolicy checkpoints,
      CollectLimit limit,
      TrainingListener listener) {
    this.images = images;
    this.config = config;
    this.checkpoints = checkpoints;
    this.listener = listener;
    this.rounds =
        new RoundRunner(
            spark,
            config,
            limit.within(spark.getConf()),
            new Minibatches(
                config.plan().batchSize(),
                images.normalization(),
                config.augmentation(),
                config.labelSmoothing()));
    this.placement = new IdleExecutorCheck(spark);
    this.driver = new RoundUpdate(config, start);
  }

  /**
   * Trains from the newest checkpoint, or from the beginning, to the last iteration or to the pause
   * that the policy asks for.
   *
   * @throws UserError of kind DIVERGED if a loss is no finite number
   */
  public TrainingResult run() throws IOException {
    TrainingState state = checkpoints.latest().orElseGet(driver::initialState);
    listener.started(state.progress());
    Clock clock = new Clock(state.progress().wallSeconds());
    long last = Math.min(config.plan().iterations(), checkpoints.pauseAt());
    boolean firstRound = true;
    boolean saved = false;
    while (state.progress().iteration() < last && !stopsEarly(state)) {
      Plan.Round first = roundAfter(state);
      JavaRDD<Shard> epoch =
          images
              .epoch(config.plan().workers(), config.seed(), first.epoch())
              .persist(StorageLevel.MEMORY_AND_DISK());
      try {
        while (state.progress().iteration() < last
            && roundAfter(state).epoch() == first.epoch()
            && !stopsEarly(state)) {
          Plan.Round round = roundAfter(state);
          long before = state.progress().iteration();
          state = run(epoch, round, state, !firstRound);
          firstRound = false;
          saved = checkpoints.due(before, state.progress().iteration());
          if (saved) {
            state = save(state, clock);
          }
        }
      } finally {
        epoch.unpersist(false);
        // Otherwise the images' shuffle files of every epoch stay until the driver collects
        // garbage.
        epoch.rdd().cleanShuffleDependencies(false);
      }
    }
    if (!saved && !firstRound) {
      state = save(state, clock);
    }
    return result(state);
  }

  private TrainingResult result(TrainingState state) {
    BestModel best = state.best();
    boolean keep = best.model().length > 0;
    TrainingResult.End end =
        stopsEarly(state)
            ? TrainingResult.End.EARLY
            : state.progress().iteration() >= config.plan().iterations()
                ? TrainingResult.End.COMPLETE
                : TrainingResult.End.PAUSED;
    return new TrainingResult(
        keep ? best.model() : state.model(),
        keep ? best.iteration() : state.progress().iteration(),
        state.progress(),
        best,
        end);
  }

  /** Not where the last epoch ends anyway. */
  private boolean stopsEarly(TrainingState state) {
    return config.selection().stopsAfter(state.best())
        && state.progress().iteration() < config.plan().iterations();
  }

  private Plan.Round roundAfter(TrainingState state) {
    return config.plan().roundAt(state.progress().iteration(), state.progress().rounds());
  }

  private TrainingState run(
      JavaRDD<Shard> epoch, Plan.Round round, TrainingState state, boolean countsForSpeed) {
    long begin = System.nanoTime();
    RoundRunner.Results results = rounds.run(epoch, round, state.weights());
    if (!round.endsEpoch() && placement.isUneven(results.workers())) {
      LOG.info("An executor has no worker: dealing the shards anew");
      epoch.unpersist(true); // not later, when it would drop what the next round caches
      epoch.persist(StorageLevel.MEMORY_AND_DISK());
    }
    requireExactExamples(round, results.workers());
    double lossSum = results.workers().stream().mapToDouble(WorkerReport::lossSum).sum();
    long examples = config.plan().examplesOf(round);
    double loss = lossSum / examples;
    if (!Double.isFinite(loss)) {
      throw UserError.diverged(
          "training diverged: loss is %s in iterations %d to %d (learning rate %s); lower train.learning-rate or lengthen train.warm-up.iterations"
              .formatted(
                  loss,
                  round.iteration(),
                  round.endIteration() - 1,
                  config.replica().optimizer().learningRate().at(round.iteration())));
    }
    long afterBegin = System.nanoTime();
    TrainingState next = driver.after(state, round, results.mean());
    requireFinite(next.weights().parameters(), round);
    long end = System.nanoTime();
    double seconds = (end - begin) / 1e9;
    RoundReport report =
        Reports.of(
            config,
            round,
            results,
            loss,
            seconds,
            results.averageSeconds() + (end - afterBegin) / 1e9);
    listener.roundFinished(report);
    next = next.with(next.progress().after(round, examples, lossSum, countsForSpeed ? seconds : 0));
    if (round.endsEpoch()) {
      requireWholeEpoch(next.progress());
      OptionalDouble accuracy =
          listener.epochFinished(
              new EpochReport(
                  round.epoch(),
                  round.endIteration(),
                  next.progress().epochLossSum() / next.progress().epochExamples(),
                  next.model()));
      next = next.with(next.progress().atNewEpoch());
      if (config.selection().isActive() && accuracy.isPresent()) {
        next =
            next.with(
                next.best()
                    .after(
                        accuracy.getAsDouble(),
                        round.endIteration(),
                        next.model(),
                        config.selection().keepBest()));
      }
    }
    return next;
  }

  private TrainingState save(TrainingState state, Clock clock) throws IOException {
    TrainingState stamped = clock.stamp(state);
    listener.beforeCheckpoint(state.progress().iteration());
    checkpoints.save(stamped);
    LOG.info("Checkpoint at iteration {}", state.progress().iteration());
    return stamped;
  }

  /** The last update of a round has no loss that would tell. */
  private static void requireFinite(float[] parameters, Plan.Round round) {
    for (float parameter : parameters) {
      if (!Float.isFinite(parameter)) {
        throw UserError.diverged(
            "training diverged: a parameter is %s after iteration %d; lower train.learning-rate"
                .formatted(parameter, round.endIteration() - 1));
      }
    }
  }

  private void requireExactExamples(Plan.Round round, List<WorkerReport> reports) {
    if (reports.size() != config.plan().workers()) {
      throw new IllegalStateException(
          "round %d: results of %d workers instead of %d"
              .formatted(round.number(), reports.size(), config.plan().workers()));
    }
    for (WorkerReport report : reports) {
      int expected = config.plan().examplesOf(round, report.worker());
      if (report.examples() != expected) {
        throw new IllegalStateException(
            "round %d: worker %d trained on %d images instead of %d"
                .formatted(round.number(), report.worker(), report.examples(), expected));
      }
    }
  }

  private void requireWholeEpoch(Progress progress) {
    if (progress.epochExamples() != config.plan().examples()) {
      throw new IllegalStateException(
          "an epoch saw %d images instead of %d"
              .formatted(progress.epochExamples(), config.plan().examples()));
    }
  }
}
