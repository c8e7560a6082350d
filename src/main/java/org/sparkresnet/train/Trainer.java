package org.sparkresnet.train;

import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.dataset.TrainingImages;

/**
 * Trains by parameter averaging. In each round the workers train from the same weights on their own
 * minibatches, and the driver averages their weights. Runs one Spark job for each round. Driver
 * only.
 */
public final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private final TrainingImages images;
  private final TrainConfig config;
  private final CheckpointPolicy checkpoints;
  private final TrainingListener listener;
  private final RoundRunner rounds;
  private final IdleExecutorCheck idleExecutors;
  private final RoundUpdate update;
  private final RoundChecks checks;

  /**
   * @param start initial parameters of a run without a checkpoint
   * @param limit decides where the workers' weights are averaged; does not change the result
   * @param listener receives every round, epoch and checkpoint
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
    this.idleExecutors = new IdleExecutorCheck(spark);
    this.update = new RoundUpdate(config, start);
    this.checks = new RoundChecks(config);
  }

  /**
   * Trains from the newest checkpoint, or from the beginning, to the last iteration, to an early
   * stop or to the pause of the policy.
   *
   * @throws UserError of code DIVERGED if a loss or a parameter is no finite number
   */
  public TrainingResult run() throws IOException {
    TrainingState state = checkpoints.latest().orElseGet(update::initialState);
    listener.started(state.progress());
    Progress.Clock clock = state.progress().startClock();
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
          state = trainRound(epoch, round, state, !firstRound);
          firstRound = false;
          saved = checkpoints.isDue(before, state.progress().iteration());
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

  /** Tells whether training stops early; false after the last iteration. */
  private boolean stopsEarly(TrainingState state) {
    return config.selection().stopsAfter(state.best())
        && state.progress().iteration() < config.plan().iterations();
  }

  private Plan.Round roundAfter(TrainingState state) {
    return config.plan().roundAt(state.progress().iteration(), state.progress().rounds());
  }

  private TrainingState trainRound(
      JavaRDD<Shard> epoch, Plan.Round round, TrainingState state, boolean countsForSpeed) {
    long begin = System.nanoTime();
    RoundRunner.Results results = rounds.run(epoch, round, state.weights());
    dealAnewIfUneven(epoch, round, results.workers());
    double lossSum = results.workers().stream().mapToDouble(WorkerReport::lossSum).sum();
    long examples = config.plan().examplesOf(round);
    double loss = lossSum / examples;
    checks.requireHealthy(round, results.workers(), loss);
    long updateBegin = System.nanoTime();
    TrainingState next = update.after(state, round, results.mean());
    checks.requireFinite(round, next.weights().parameters());
    long end = System.nanoTime();
    double seconds = (end - begin) / 1e9;
    double aggregateSeconds = results.averageSeconds() + (end - updateBegin) / 1e9;
    listener.roundFinished(RoundReport.of(config, round, results, loss, seconds, aggregateSeconds));
    next = next.with(next.progress().after(round, examples, lossSum, countsForSpeed ? seconds : 0));
    return round.endsEpoch() ? endEpoch(round, next) : next;
  }

  private void dealAnewIfUneven(
      JavaRDD<Shard> epoch, Plan.Round round, List<WorkerReport> workers) {
    if (!round.endsEpoch() && idleExecutors.isUneven(workers)) {
      LOG.info("An executor has no worker: dealing the shards anew");
      epoch.unpersist(true); // not later, when it would drop what the next round caches
      epoch.persist(StorageLevel.MEMORY_AND_DISK());
    }
  }

  private TrainingState endEpoch(Plan.Round round, TrainingState state) {
    Progress progress = state.progress();
    checks.requireWholeEpoch(progress);
    OptionalDouble accuracy =
        listener.epochFinished(
            new EpochReport(
                round.epoch(),
                round.endIteration(),
                progress.epochLossSum() / progress.epochExamples(),
                state.model()));
    TrainingState next = state.with(progress.atNewEpoch());
    ModelSelection selection = config.selection();
    return selection.isActive() && accuracy.isPresent()
        ? next.with(
            next.best()
                .after(
                    accuracy.getAsDouble(),
                    round.endIteration(),
                    next.model(),
                    selection.keepBest()))
        : next;
  }

  private TrainingState save(TrainingState state, Progress.Clock clock) throws IOException {
    TrainingState stamped = state.with(clock.stamp(state.progress()));
    listener.beforeCheckpoint(state.progress().iteration());
    checkpoints.save(stamped);
    LOG.info("Checkpoint at iteration {}", state.progress().iteration());
    return stamped;
  }
}
