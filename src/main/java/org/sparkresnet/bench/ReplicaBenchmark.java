package org.sparkresnet.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;
import org.sparkresnet.common.ParallelCalls;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.onednn.OneDnnNetworks;
import org.sparkresnet.replica.NativeArrays;
import org.sparkresnet.replica.Replica;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.replica.Weights;

/**
 * Benchmark of replicas without Spark: the same replicas and minibatches as in a round, side by
 * side in this JVM, each on images in memory. Minibatches are made on the replica's thread, as in a
 * round, and are part of the time.
 */
public final class ReplicaBenchmark implements AutoCloseable {
  /** Builds oneDNN's primitives and touches all memory. */
  private static final int WARM_UP_MINIBATCHES = 3;

  private final List<Replica> replicas = new ArrayList<>();
  private final ExecutorService callers;
  private final Weights start;
  private final Shard images;
  private final Minibatches minibatches;

  /**
   * Work of all replicas together, and its time.
   *
   * @param imagesPerSecond sum over the replicas
   * @param median the same in each replica's step of median time
   * @param best the same in each replica's fastest step
   * @param inputSeconds to make a minibatch, mean over the replicas
   * @param inputShare of a step's time that goes to making its minibatch, mean over the replicas
   */
  public record Speed(
      double imagesPerSecond, double median, double best, double inputSeconds, double inputShare) {}

  /**
   * Builds the replicas.
   *
   * @param threads OpenMP threads of each replica
   * @param shard at least one minibatch; what is left over at its end is not used
   */
  public ReplicaBenchmark(
      ReplicaSpec spec, int replicas, int threads, Shard shard, Minibatches minibatches) {
    this.images = wholeMinibatches(shard, minibatches.batchSize());
    this.minibatches = minibatches;
    this.start = initialWeights(spec);
    this.callers = Executors.newFixedThreadPool(replicas);
    for (int i = 0; i < replicas; i++) {
      this.replicas.add(new Replica(spec, threads));
    }
  }

  private static Shard wholeMinibatches(Shard shard, int batchSize) {
    int size = shard.size() / batchSize * batchSize;
    if (size == 0) {
      throw new IllegalArgumentException(
          "a shard of %d images has no minibatch of %d".formatted(shard.size(), batchSize));
    }
    return new Shard(
        Arrays.copyOf(shard.pixels(), size * Shard.IMAGE_BYTES),
        Arrays.copyOf(shard.labels(), size),
        Arrays.copyOf(shard.ids(), size));
  }

  private static Weights initialWeights(ReplicaSpec spec) {
    OmpThreads.set(1);
    ComputationGraph network = spec.createNetwork();
    Weights weights = NativeArrays.weights(network);
    OneDnnNetworks.close(network);
    return weights;
  }

  /** Trains for so long, after a warm-up. */
  public Speed train(double seconds) {
    return measure(
        () -> minibatches.training(images, 0, 0, 0, images.size() / minibatches.batchSize()),
        (replica, data) -> replica.train(start, 0, 0, data),
        seconds);
  }

  /** Predicts for so long, after a warm-up. */
  public Speed predict(double seconds) {
    return measure(
        () -> minibatches.inOrder(images),
        (replica, data) -> replica.predict(start.parameters(), data, probabilities -> {}),
        seconds);
  }

  private Speed measure(
      Supplier<Iterator<DataSet>> passes,
      BiConsumer<Replica, Iterator<DataSet>> work,
      double seconds) {
    onAll(passes, WARM_UP_MINIBATCHES, 0, work);
    List<TimedMinibatches> timed = onAll(passes, 1, seconds, work);
    return new Speed(
        timed.stream().mapToDouble(TimedMinibatches::imagesPerSecond).sum(),
        timed.stream().mapToDouble(TimedMinibatches::medianImagesPerSecond).sum(),
        timed.stream().mapToDouble(TimedMinibatches::bestImagesPerSecond).sum(),
        mean(timed, TimedMinibatches::inputSecondsPerMinibatch),
        mean(timed, TimedMinibatches::inputShare));
  }

  private static double mean(
      List<TimedMinibatches> timed, ToDoubleFunction<TimedMinibatches> value) {
    return timed.stream().mapToDouble(value).average().orElseThrow();
  }

  private List<TimedMinibatches> onAll(
      Supplier<Iterator<DataSet>> passes,
      int atLeast,
      double seconds,
      BiConsumer<Replica, Iterator<DataSet>> work) {
    List<Callable<TimedMinibatches>> calls = new ArrayList<>();
    for (Replica replica : replicas) {
      calls.add(
          () -> {
            TimedMinibatches timed = new TimedMinibatches(passes, atLeast, seconds);
            work.accept(replica, timed);
            return timed;
          });
    }
    return ParallelCalls.all(callers, calls);
  }

  /** Frees the replicas' native memory. */
  @Override
  public void close() {
    replicas.forEach(Replica::close);
    callers.shutdown();
  }
}
