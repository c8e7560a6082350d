package org.sparkresnet.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.dataset.TrainingImages;
import org.sparkresnet.plan.ModelSelection;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.Weights;
import org.sparkresnet.rounds.Advance;
import org.sparkresnet.rounds.IdleExecutorCheck;
import org.sparkresnet.rounds.RoundResult;
import org.sparkresnet.rounds.Rounds;
import org.sparkresnet.rounds.RoundsFactory;
import org.sparkresnet.rounds.WorkerReport;

/**
 * Trains by parameter averaging. In each round the workers train from the same weights on their own
 * minibatches, and their weights are averaged. Runs one Spark job for many rounds where Spark can
 * run all workers at once, else one for each. Driver only.
 */
public final class Trainer {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private final TrainingImages images;
  private final TrainConfig config;
  private final CheckpointPolicy checkpoints;
  private final TrainingListener listener;
  private final JavaSparkContext spark;
  private final RoundExecution execution;
  private final InitialState initial;
  private final IdleExecutorCheck idleExecutors;
  private final RoundChecks checks;

  /**
   * @param start initial parameters of a run without a checkpoint
   * @param execution how rounds run on Spark; does not change the result
   * @param listener receives every round, epoch and checkpoint
   */
  public Trainer(
      JavaSparkContext spark,
      TrainingImages images,
      TrainConfig config,
      InitialParameters start,
      CheckpointPolicy checkpoints,
      RoundExecution execution,
      TrainingListener listener) {
    this.spark = spark;
    this.images = images;
    this.config = WhitenedStem.of(config, images);
    this.checkpoints = checkpoints;
    this.execution = execution;
    this.listener = listener;
    this.idleExecutors = new IdleExecutorCheck(spark);
    this.initial = InitialState.of(this.config, start);
    this.checks = new RoundChecks(this.config);
  }

  /**
   * Trains from the newest checkpoint, or from the beginning, to the last iteration, to an early
   * stop or to the pause of the policy.
   *
   * @throws UserError of code DIVERGED if a loss or a parameter is no finite number
   */
  public TrainingResult run() throws IOException {
    config.cautions().forEach(listener::warning);
    try (Rounds rounds =
        RoundsFactory.open(
            spark,
            config,
            initial.runningStatistics(),
            images.normalization(),
            execution,
            listener::progressed,
            listener::warning)) {
      return run(rounds);
    }
  }

  private TrainingResult run(Rounds rounds) throws IOException {
    TrainingState state = observed(checkpoints.latest().orElse(initial.state()));
    CpuKernelsCheck kernels =
        new CpuKernelsCheck(state.cpuKernels(), config.replica().portable(), listener::warning);
    listener.started(state.progress());
    if (!state.cpuKernels().isEmpty()) {
      listener.computedWith(CpuKernelsCheck.text(state.cpuKernels()));
    }
    Progress.Clock clock = state.progress().startClock();
    boolean begun = false;
    boolean saved = false;
    while (goesOn(state)) {
      int epoch = roundAfter(state).epoch();
      JavaRDD<Shard> shards =
          images
              .epoch(config.plan().workers(), config.seed(), epoch)
              .persist(StorageLevel.MEMORY_AND_DISK());
      try {
        while (goesOn(state) && roundAfter(state).epoch() == epoch) {
          long before = state.progress().iteration();
          state = advance(rounds, shards, state, begun, kernels);
          begun = true;
          saved = checkpoints.isDue(before, state.progress().iteration());
          if (saved) {
            state = save(state, clock);
          }
        }
      } finally {
        shards.unpersist(false);
        // Otherwise the images' shuffle files of every epoch stay until the driver collects
        // garbage.
        shards.rdd().cleanShuffleDependencies(false);
      }
    }
    if (!saved && begun) {
      state = save(state, clock);
    }
    return result(state);
  }

  /** A run may go on with observation turned on or off. */
  private TrainingState observed(TrainingState state) {
    return state.with(
        execution.observesExamples()
            ? state.dynamics().or(() -> Optional.of(new ExampleDynamics()))
            : Optional.empty());
  }

  private boolean goesOn(TrainingState state) {
    return state.progress().iteration() < lastIteration() && !stopsEarly(state);
  }

  private long lastIteration() {
    return Math.min(config.plan().iterations(), checkpoints.pauseAt());
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
        end,
        state.dynamics());
  }

  /** Tells whether training stops early; false after the last iteration. */
  private boolean stopsEarly(TrainingState state) {
    return config.selection().stopsAfter(state.best().evaluationsSince())
        && state.progress().iteration() < config.plan().iterations();
  }

  private Plan.Round roundAfter(TrainingState state) {
    return config.plan().roundAt(state.progress().iteration(), state.progress().rounds());
  }

  /**
   * The rounds up to the next end of an epoch, checkpoint or pause, after which the driver needs
   * the state; a bounded number of them.
   */
  private List<Plan.Round> roundsAfter(TrainingState state) {
    List<Plan.Round> rounds = new ArrayList<>();
    Plan.Round round = roundAfter(state);
    rounds.add(round);
    while (!round.endsEpoch()
        && !checkpoints.isDue(round.iteration(), round.endIteration())
        && round.endIteration() < lastIteration()
        && rounds.size() < RoundExecution.MOST_ROUNDS) {
      round = config.plan().roundAt(round.endIteration(), round.number() + 1);
      rounds.add(round);
    }
    return List.copyOf(rounds);
  }

  /**
   * Trains one round or more.
   *
   * @param warm false for the first rounds of this process, of which the first does not count for
   *     the speed
   * @param kernels check of the workers' CPU kernels
   */
  private TrainingState advance(
      Rounds rounds,
      JavaRDD<Shard> epoch,
      TrainingState before,
      boolean warm,
      CpuKernelsCheck kernels) {
    Advance advance = rounds.advance(epoch, roundsAfter(before), before.shared());
    int last = advance.rounds().size() - 1;
    RoundResult end = advance.rounds().get(last);
    // Before the rounds are told: who ends the run over one of them knows what computed it.
    TrainingState state = computedWith(kernels.after(end.workers()), before.with(advance.state()));
    for (int i = 0; i <= last; i++) {
      RoundResult result = advance.rounds().get(i);
      double loss = result.lossSum() / config.plan().examplesOf(result.round());
      checks.requireHealthy(result.round(), result.workers(), loss);
      if (i == last) {
        checks.requireFinite(result.round(), advance.state().weights().parameters());
      }
      RoundReport report = RoundReport.of(config, result, loss, sha256AtEpochEnd(result, advance));
      listener.roundFinished(report);
      state
          .dynamics()
          .ifPresent(
              it ->
                  it.add(
                      result.round().epoch(),
                      result.workers().stream().map(WorkerReport::observed).toList()));
      boolean counts = warm || i > 0;
      state =
          state.with(
              state
                  .progress()
                  .after(
                      result.round(),
                      report.examples(),
                      result.lossSum(),
                      result.right(),
                      counts ? result.seconds() : 0));
    }
    dealAnewIfUneven(epoch, end);
    if (end.round().endsEpoch()) {
      return endEpoch(end.round(), state);
    }
    boolean isEvaluated =
        config.selection().isActive() && end.round().endIteration() >= config.plan().iterations();
    return isEvaluated ? evaluated(end.round(), state, state) : state;
  }

  /** Shows at which epoch two runs part. An advance ends where an epoch ends. */
  private static Optional<String> sha256AtEpochEnd(RoundResult result, Advance advance) {
    return result.round().endsEpoch()
        ? Optional.of(Weights.sha256(advance.state().weights().parameters()))
        : Optional.empty();
  }

  private TrainingState computedWith(Set<String> kernels, TrainingState state) {
    if (kernels.equals(state.cpuKernels())) {
      return state;
    }
    listener.computedWith(CpuKernelsCheck.text(kernels));
    return state.with(kernels);
  }

  private void dealAnewIfUneven(JavaRDD<Shard> epoch, RoundResult end) {
    if (!end.round().endsEpoch() && idleExecutors.isUneven(end.workers())) {
      LOG.info("An executor has no worker: dealing the shards anew");
      epoch.unpersist(true); // not later, when it would drop what the next round caches
      epoch.persist(StorageLevel.MEMORY_AND_DISK());
    }
  }

  private TrainingState endEpoch(Plan.Round round, TrainingState state) {
    checks.requireWholeEpoch(state.progress());
    return evaluated(round, state, state.with(state.progress().atNewEpoch()));
  }

  /**
   * Has the model evaluated after a round.
   *
   * @param state with the progress of the epoch that the round belongs to
   * @param next the state that training goes on with
   * @return {@code next}, with what validation says of its model
   */
  private TrainingState evaluated(Plan.Round round, TrainingState state, TrainingState next) {
    Progress progress = state.progress();
    OptionalDouble accuracy =
        listener.epochFinished(
            new EpochReport(
                round.epoch(),
                round.endIteration(),
                progress.epochLossSum() / progress.epochExamples(),
                progress.epochAccuracy(),
                state.model(),
                round.endsEpoch()));
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
    listener.checkpointSaved(state.progress().iteration());
    LOG.info("Checkpoint at iteration {}", state.progress().iteration());
    return stamped;
  }
}
