package org.sparkresnet.rounds;

import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.dataset.DataSet;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.plan.CollectLimit;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.RoundExecution;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.Replica;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.Weights;

/**
 * Rounds of which each is one Spark job: the weights are broadcast, every worker trains, and the
 * driver averages, or the executors above the limit. Needs no two workers at the same time.
 */
final class JobRounds implements Rounds {
  private final JavaSparkContext spark;
  private final TrainConfig config;
  private final CollectLimit limit;
  private final boolean observes;
  private final RoundUpdate update;
  private final Minibatches minibatches;
  private final Consumer<RoundProgress> progress;
  private final int coresOfTask;

  JobRounds(
      JavaSparkContext spark,
      TrainConfig config,
      RoundExecution execution,
      RoundUpdate update,
      Minibatches minibatches,
      Consumer<RoundProgress> progress) {
    this.spark = spark;
    this.config = config;
    this.limit = execution.limit().within(spark.getConf());
    this.observes = execution.observesExamples();
    this.update = update;
    this.minibatches = minibatches;
    this.progress = progress;
    this.coresOfTask = spark.getConf().getInt("spark.task.cpus", 1);
  }

  /**
   * Mean of a round, with what it took.
   *
   * @param workers reports of the workers, in order
   * @param seconds time of the driver to average or to join
   * @param bytesCollected bytes of weights that the driver received
   * @param failedTasks failed attempts of the round's tasks
   */
  private record Mean(
      Weights weights,
      List<WorkerReport> workers,
      double seconds,
      long bytesCollected,
      int failedTasks) {}

  /** Trains the first of the rounds only. */
  @Override
  public Advance advance(JavaRDD<Shard> epoch, List<Plan.Round> rounds, SharedState state) {
    Plan.Round round = rounds.get(0);
    long begin = System.nanoTime();
    Broadcast<Weights> weights = spark.broadcast(state.weights());
    double broadcastSeconds = Elapsed.secondsSince(begin);
    try {
      Mean mean =
          SparkJobNames.step(
              spark.sc(),
              RoundNames.of(List.of(round)),
              () -> mean(epoch, round, weights, state.weights().bytes()));
      long updateBegin = System.nanoTime();
      SharedState next = update.after(state, round, mean.weights());
      RoundResult result =
          new RoundResult(
              round,
              mean.workers(),
              Elapsed.secondsSince(begin),
              broadcastSeconds
                  + mean.workers().stream().mapToDouble(WorkerReport::waitSeconds).max().orElse(0),
              mean.seconds() + Elapsed.secondsSince(updateBegin),
              state.weights().bytes(),
              mean.bytesCollected(),
              mean.failedTasks());
      double loss = result.lossSum() / config.plan().examplesOf(round);
      progress.accept(RoundProgress.of(config, round, loss, result.seconds()));
      return new Advance(List.of(result), next);
    } finally {
      weights.destroy();
    }
  }

  private Mean mean(
      JavaRDD<Shard> epoch, Plan.Round round, Broadcast<Weights> weights, long bytes) {
    JavaRDD<WorkerResult> results =
        epoch.mapPartitionsWithIndex(
            worker(weights, round, config, minibatches, coresOfTask, observes), true);
    return limit.allows(config.plan().workers() * bytes)
        ? averageOnDriver(results)
        : averageOnExecutors(results);
  }

  private static Mean averageOnDriver(JavaRDD<WorkerResult> rdd) {
    List<WorkerResult> results =
        rdd.collect().stream().sorted(Comparator.comparingInt(WorkerResult::worker)).toList();
    long begin = System.nanoTime();
    Weights mean = WorkerResult.mean(results);
    double seconds = Elapsed.secondsSince(begin);
    List<WorkerReport> workers = results.stream().map(WorkerResult::report).toList();
    return new Mean(
        mean,
        workers,
        seconds,
        mean.bytes() * results.size(),
        workers.stream().mapToInt(WorkerReport::failedAttempts).sum());
  }

  private Mean averageOnExecutors(JavaRDD<WorkerResult> rdd) {
    JavaRDD<MeanSlice> sliced = MeanSlice.of(rdd, config.plan().workers());
    List<MeanSlice> slices;
    try {
      slices = sliced.collect();
    } finally {
      // Only this round's: the walk up the lineage ends at the epoch, which is persisted.
      sliced.rdd().cleanShuffleDependencies(false);
    }
    long begin = System.nanoTime();
    Weights mean = Weights.join(slices.stream().map(MeanSlice::mean).toList());
    double seconds = Elapsed.secondsSince(begin);
    List<WorkerReport> workers = slices.get(0).workers();
    return new Mean(
        mean,
        workers,
        seconds,
        mean.bytes(),
        workers.stream().mapToInt(WorkerReport::failedAttempts).sum()
            + slices.stream().mapToInt(MeanSlice::failedAttempts).sum());
  }

  /** Trains a round on the minibatches of a shard, which are made as they are needed. */
  private static Function2<Integer, Iterator<Shard>, Iterator<WorkerResult>> worker(
      Broadcast<Weights> weights,
      Plan.Round round,
      TrainConfig config,
      Minibatches minibatches,
      int cores,
      boolean observes) {
    return (worker, shards) -> {
      Shard shard = shards.next();
      Iterator<DataSet> data =
          minibatches.training(
              shard, config.seed(), round.epoch(), round.firstMinibatch(), round.minibatches());
      long begin = System.nanoTime();
      Weights start = weights.value();
      double waitSeconds = Elapsed.secondsSince(begin);
      Replica.Trained trained =
          ReplicaPool.withReplica(
              config.replica(),
              cores,
              replica -> replica.train(start, round.iteration(), round.epoch(), data, observes));
      WorkerReport report =
          WorkerReport.here(
              worker,
              trained,
              waitSeconds,
              ObservedExamples.of(shard, round, minibatches.batchSize(), trained.outputs()));
      return Collections.singletonList(new WorkerResult(report, trained.weights())).iterator();
    };
  }
}
