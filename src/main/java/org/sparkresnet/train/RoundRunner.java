package org.sparkresnet.train;

import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.dataset.DataSet;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.replica.Replica;
import org.sparkresnet.replica.ReplicaPool;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.replica.Weights;

/**
 * Runs a round as one Spark job: broadcasts the weights, trains on every worker, returns the mean.
 */
final class RoundRunner {
  private final JavaSparkContext spark;
  private final TrainConfig config;
  private final CollectLimit limit;
  private final Minibatches minibatches;
  private final int coresOfTask;

  RoundRunner(
      JavaSparkContext spark, TrainConfig config, CollectLimit limit, Minibatches minibatches) {
    this.spark = spark;
    this.config = config;
    this.limit = limit;
    this.minibatches = minibatches;
    this.coresOfTask = spark.getConf().getInt("spark.task.cpus", 1);
  }

  /**
   * Result of a round.
   *
   * @param workers reports of the workers, in order
   * @param averageSeconds time of the driver to average or to join
   * @param bytesCollected bytes of weights that the driver received
   * @param failedTasks failed attempts of the round's tasks
   */
  record Results(
      List<WorkerReport> workers,
      Weights mean,
      double broadcastSeconds,
      double averageSeconds,
      long bytesCollected,
      int failedTasks) {}

  /**
   * Runs a round.
   *
   * @param epoch one shard in each partition, in the order of the workers
   */
  Results run(JavaRDD<Shard> epoch, Plan.Round round, Weights start) {
    long begin = System.nanoTime();
    Broadcast<Weights> weights = spark.broadcast(start);
    double broadcastSeconds = (System.nanoTime() - begin) / 1e9;
    try {
      JavaRDD<WorkerResult> results =
          minibatches(epoch, minibatches, config.seed(), round)
              .mapPartitionsWithIndex(worker(weights, round, config.replica(), coresOfTask), true);
      return limit.allows(config.plan().workers() * start.bytes())
          ? averageOnDriver(results, broadcastSeconds)
          : averageOnExecutors(results, broadcastSeconds);
    } finally {
      weights.destroy();
    }
  }

  private static Results averageOnDriver(JavaRDD<WorkerResult> rdd, double broadcastSeconds) {
    List<WorkerResult> results =
        rdd.collect().stream().sorted(Comparator.comparingInt(WorkerResult::worker)).toList();
    long begin = System.nanoTime();
    Weights mean = Averaging.mean(results);
    double seconds = (System.nanoTime() - begin) / 1e9;
    List<WorkerReport> workers = results.stream().map(WorkerResult::report).toList();
    return new Results(
        workers,
        mean,
        broadcastSeconds,
        seconds,
        mean.bytes() * results.size(),
        workers.stream().mapToInt(WorkerReport::failedAttempts).sum());
  }

  private Results averageOnExecutors(JavaRDD<WorkerResult> rdd, double broadcastSeconds) {
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
    double seconds = (System.nanoTime() - begin) / 1e9;
    List<WorkerReport> workers = slices.get(0).workers();
    return new Results(
        workers,
        mean,
        broadcastSeconds,
        seconds,
        mean.bytes(),
        workers.stream().mapToInt(WorkerReport::failedAttempts).sum()
            + slices.stream().mapToInt(MeanSlice::failedAttempts).sum());
  }

  /** The round's minibatches as a lazy view of the shards; computes and caches nothing. */
  private static JavaRDD<DataSet> minibatches(
      JavaRDD<Shard> epoch, Minibatches minibatches, long seed, Plan.Round round) {
    return epoch.mapPartitions(
        shards ->
            minibatches.training(
                shards.next(), seed, round.epoch(), round.firstMinibatch(), round.minibatches()),
        true);
  }

  private static Function2<Integer, Iterator<DataSet>, Iterator<WorkerResult>> worker(
      Broadcast<Weights> weights, Plan.Round round, ReplicaSpec spec, int cores) {
    return (worker, data) -> {
      long begin = System.nanoTime();
      Weights start = weights.value();
      double waitSeconds = (System.nanoTime() - begin) / 1e9;
      Replica.Trained trained =
          ReplicaPool.withReplica(
              spec, cores, replica -> replica.train(start, round.iteration(), round.epoch(), data));
      WorkerReport report =
          new WorkerReport(
              worker,
              trained.examples(),
              trained.lossSum(),
              trained.seconds(),
              waitSeconds,
              WorkerReport.failedAttempts(TaskContext.get()),
              IdleExecutorCheck.here());
      return Collections.singletonList(new WorkerResult(report, trained.weights())).iterator();
    };
  }
}
