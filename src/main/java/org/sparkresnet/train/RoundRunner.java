package org.sparkresnet.train;

import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.dataset.DataSet;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;

/** One round as one Spark job: weights out, minibatches on every worker, results back. */
final class RoundRunner {
  private final JavaSparkContext spark;
  private final TrainConfig config;
  private final Minibatches minibatches;
  private final int coresOfTask;

  RoundRunner(JavaSparkContext spark, TrainConfig config, Minibatches minibatches) {
    this.spark = spark;
    this.config = config;
    this.minibatches = minibatches;
    this.coresOfTask = spark.getConf().getInt("spark.task.cpus", 1);
  }

  /** Results in the order of the workers, with the time that the driver took to broadcast. */
  record Results(List<WorkerResult> workers, double broadcastSeconds) {}

  /**
   * Runs a round.
   *
   * @param epoch one shard a partition, in the order of the workers
   */
  Results run(JavaRDD<Shard> epoch, Plan.Round round, Weights start) {
    long begin = System.nanoTime();
    Broadcast<Weights> weights = spark.broadcast(start);
    double broadcastSeconds = (System.nanoTime() - begin) / 1e9;
    try {
      List<WorkerResult> results =
          minibatches(epoch, minibatches, config.seed(), round)
              .mapPartitionsWithIndex(worker(weights, round, config.replica(), coresOfTask), true)
              .collect();
      return new Results(
          results.stream()
              .sorted(Comparator.comparingInt(WorkerResult::worker))
              .collect(Collectors.toList()),
          broadcastSeconds);
    } finally {
      weights.destroy();
    }
  }

  /** The round's minibatches as a lazy view of the shards; nothing is computed or cached here. */
  private static JavaRDD<DataSet> minibatches(
      JavaRDD<Shard> epoch, Minibatches minibatches, long seed, Plan.Round round) {
    return epoch.mapPartitions(
        shards ->
            minibatches.training(
                shards.next(), seed, round.epoch(), round.firstMinibatch(), round.minibatches()),
        true);
  }

  private static org.apache.spark.api.java.function.Function2<
          Integer, Iterator<DataSet>, Iterator<WorkerResult>>
      worker(Broadcast<Weights> weights, Plan.Round round, ReplicaSpec spec, int cores) {
    return (worker, data) -> {
      long begin = System.nanoTime();
      Weights start = weights.value();
      double waitSeconds = (System.nanoTime() - begin) / 1e9;
      Replica.Trained trained =
          ReplicaPool.withReplica(
              spec, cores, replica -> replica.train(start, round.iteration(), round.epoch(), data));
      return Collections.singletonList(
              new WorkerResult(
                  worker,
                  trained.weights(),
                  trained.examples(),
                  trained.lossSum(),
                  trained.seconds(),
                  waitSeconds,
                  TaskContext.get().attemptNumber()))
          .iterator();
    };
  }
}
