package org.sparkresnet.bench;

import static org.sparkresnet.bench.BenchFigure.Kind.INFERENCE;
import static org.sparkresnet.bench.BenchFigure.Kind.INFERENCE_OVER_STOCK;
import static org.sparkresnet.bench.BenchFigure.Kind.INFERENCE_SHARE_OF_TOGETHER;
import static org.sparkresnet.bench.BenchFigure.Kind.INPUT_SECONDS;
import static org.sparkresnet.bench.BenchFigure.Kind.INPUT_SHARE;
import static org.sparkresnet.bench.BenchFigure.Kind.KERNEL_BOUND_INFERENCE;
import static org.sparkresnet.bench.BenchFigure.Kind.KERNEL_BOUND_TRAINING;
import static org.sparkresnet.bench.BenchFigure.Kind.KERNEL_OPERATIONS;
import static org.sparkresnet.bench.BenchFigure.Kind.KERNEL_SHARE_OF_MATRIX;
import static org.sparkresnet.bench.BenchFigure.Kind.MATRIX_OPERATIONS;
import static org.sparkresnet.bench.BenchFigure.Kind.SPARK_SHARE_OF_WORKERS;
import static org.sparkresnet.bench.BenchFigure.Kind.SPARK_TRAINING;
import static org.sparkresnet.bench.BenchFigure.Kind.STOCK_INFERENCE;
import static org.sparkresnet.bench.BenchFigure.Kind.STOCK_TRAINING;
import static org.sparkresnet.bench.BenchFigure.Kind.TOGETHER_BOUND_INFERENCE;
import static org.sparkresnet.bench.BenchFigure.Kind.TOGETHER_BOUND_TRAINING;
import static org.sparkresnet.bench.BenchFigure.Kind.TRAINING;
import static org.sparkresnet.bench.BenchFigure.Kind.TRAINING_OVER_STOCK;
import static org.sparkresnet.bench.BenchFigure.Kind.TRAINING_SHARE_OF_TOGETHER;

import java.io.IOException;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sparkresnet.dataset.Minibatches;
import org.sparkresnet.dataset.Shard;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.kernels.OmpThreads;
import org.sparkresnet.nn.onednn.KernelBound;
import org.sparkresnet.nn.onednn.OneDnnNetworks;
import org.sparkresnet.replica.ReplicaSpec;

/**
 * Measures everything in turn, several times over: a machine that others use too gets slower and
 * faster over minutes, and figures are only comparable if they share that. Driver only.
 */
final class BenchMeasurements {
  /** Rounds on Spark are measured with these averaging frequencies. */
  static final List<Integer> FREQUENCIES = List.of(1, 4, 16);

  private static final int KERNEL_REPETITIONS = 10;

  /** Timed rounds of one measurement: 30 for a figure. */
  private static final long LEAST_ROUNDS = 10;

  /** Timed minibatches of each worker in one measurement. */
  private static final long LEAST_MINIBATCHES = 40;

  private final BenchPlan plan;
  private final ReplicaSpec spec;
  private final Shard images;
  private final Minibatches minibatches;
  private final BenchRounds rounds;
  private final JobListener listener;
  private final BenchFigures figures;

  /**
   * @param spec with fast layers
   * @param images at least one minibatch
   * @param minibatches of the plan's batch size
   */
  BenchMeasurements(
      BenchPlan plan,
      ReplicaSpec spec,
      Shard images,
      Minibatches minibatches,
      BenchRounds rounds,
      JobListener listener) {
    this.plan = plan;
    this.spec = spec;
    this.images = images;
    this.minibatches = minibatches;
    this.rounds = rounds;
    this.listener = listener;
    this.figures = new BenchFigures(plan.batch());
  }

  BenchFigures run() throws IOException {
    OmpThreads.set(1);
    ComputationGraph network = spec.createNetwork();
    try {
      for (int i = 1; i <= BenchPlan.MEASUREMENTS; i++) {
        bound(network);
        replicas(1, 1);
        if (plan.cores() > 1) {
          replicas(1, plan.cores());
          bound(network);
          replicas(plan.cores(), 1);
        }
        together(network);
        spark();
        listener.note("measured %d of %d times".formatted(i, BenchPlan.MEASUREMENTS));
      }
      bound(network);
    } finally {
      OneDnnNetworks.close(network);
    }
    if (plan.stock()) {
      stock();
    }
    quotients();
    return figures;
  }

  /** The bound of all cores at the same time, and the speed of a thread's kernels and peak. */
  private void together(ComputationGraph network) {
    List<KernelBound> bounds =
        KernelBound.measureTogether(network, plan.batch(), KERNEL_REPETITIONS, plan.cores());
    figures.add(
        figure(TOGETHER_BOUND_TRAINING, 1, plan.cores()),
        bounds.stream().mapToDouble(KernelBound::trainingImagesPerSecond).sum());
    figures.add(
        figure(TOGETHER_BOUND_INFERENCE, 1, plan.cores()),
        bounds.stream().mapToDouble(KernelBound::inferenceImagesPerSecond).sum());
    figures.add(
        figure(MATRIX_OPERATIONS, 1, 1),
        KernelBound.peakOperationsPerSecond(network, KERNEL_REPETITIONS) / 1e9);
  }

  /** The one-thread bound; all cores together can do no more than each of them alone. */
  private void bound(ComputationGraph network) {
    KernelBound bound = KernelBound.measure(network, plan.batch(), KERNEL_REPETITIONS);
    for (int cores : plan.cores() == 1 ? List.of(1) : List.of(1, plan.cores())) {
      figures.add(figure(KERNEL_BOUND_TRAINING, 1, cores), cores * bound.trainingImagesPerSecond());
      figures.add(
          figure(KERNEL_BOUND_INFERENCE, 1, cores), cores * bound.inferenceImagesPerSecond());
    }
    figures.add(figure(KERNEL_OPERATIONS, 1, 1), bound.trainingOperationsPerSecond() / 1e9);
  }

  private void replicas(int replicas, int threads) {
    try (ReplicaBenchmark benchmark =
        new ReplicaBenchmark(spec, replicas, threads, images, minibatches)) {
      train(benchmark, replicas, threads);
      figures.add(
          figure(INFERENCE, threads, replicas),
          benchmark.predict(plan.secondsOfMeasurement()).imagesPerSecond());
    }
  }

  /**
   * So many rounds as fit into the time of a measurement, at the workers' speed without Spark. That
   * is measured before and after: a share of one with the other needs both from the same minute.
   */
  private void spark() throws IOException {
    double before = workers();
    for (int frequency : FREQUENCIES) {
      long images = (long) frequency * plan.batch() * plan.cores();
      long least = Math.max(LEAST_ROUNDS, LEAST_MINIBATCHES / frequency);
      long count = Math.max(least, (long) (plan.secondsOfMeasurement() * before / images));
      double speed = rounds.imagesPerSecond(spec, plan.batch(), frequency, count);
      rounds.freeReplicas();
      double after = workers();
      figures.add(spark(SPARK_TRAINING, frequency), speed);
      figures.add(spark(SPARK_SHARE_OF_WORKERS, frequency), speed / ((before + after) / 2));
      before = after;
    }
  }

  /** Training speed of single-thread workers, one a core. */
  private double workers() {
    try (ReplicaBenchmark benchmark =
        new ReplicaBenchmark(spec, plan.cores(), 1, images, minibatches)) {
      return train(benchmark, plan.cores(), 1).imagesPerSecond();
    }
  }

  private ReplicaBenchmark.Speed train(ReplicaBenchmark benchmark, int replicas, int threads) {
    ReplicaBenchmark.Speed training = benchmark.train(plan.secondsOfMeasurement());
    figures.add(figure(TRAINING, threads, replicas), training.imagesPerSecond());
    if (threads == 1 && replicas == plan.cores()) {
      figures.add(figure(INPUT_SECONDS, 1, replicas), training.inputSeconds());
      figures.add(figure(INPUT_SHARE, 1, replicas), training.inputShare());
    }
    return training;
  }

  private void stock() {
    ReplicaSpec stock =
        new ReplicaSpec(
            spec.network(), LayerSet.STOCK, spec.optimizer(), spec.seed(), false, spec.whitening());
    try (ReplicaBenchmark benchmark =
        new ReplicaBenchmark(stock, 1, plan.cores(), images, minibatches)) {
      figures.add(stock(STOCK_TRAINING), benchmark.train(plan.seconds()).imagesPerSecond());
      figures.add(stock(STOCK_INFERENCE), benchmark.predict(plan.seconds()).imagesPerSecond());
    }
  }

  private void quotients() {
    BenchFigure workers = figure(TRAINING, 1, plan.cores());
    BenchFigure inference = figure(INFERENCE, 1, plan.cores());
    quotient(TRAINING_SHARE_OF_TOGETHER, workers, figure(TOGETHER_BOUND_TRAINING, 1, plan.cores()));
    quotient(
        INFERENCE_SHARE_OF_TOGETHER, inference, figure(TOGETHER_BOUND_INFERENCE, 1, plan.cores()));
    figures
        .quotient(figure(KERNEL_OPERATIONS, 1, 1), figure(MATRIX_OPERATIONS, 1, 1))
        .ifPresent(share -> figures.add(figure(KERNEL_SHARE_OF_MATRIX, 1, 1), share));
    quotient(TRAINING_OVER_STOCK, workers, stock(STOCK_TRAINING));
    quotient(INFERENCE_OVER_STOCK, inference, stock(STOCK_INFERENCE));
  }

  /** Adds a quotient of the workers, one a core, if both figures were measured. */
  private void quotient(BenchFigure.Kind kind, BenchFigure dividend, BenchFigure divisor) {
    figures
        .quotient(dividend, divisor)
        .ifPresent(value -> figures.add(figure(kind, 1, plan.cores()), value));
  }

  private BenchFigure figure(BenchFigure.Kind kind, int threads, int workers) {
    return BenchFigure.of(kind, plan.batch(), threads, workers);
  }

  private BenchFigure stock(BenchFigure.Kind kind) {
    return BenchFigure.of(kind, plan.batch(), plan.cores(), 1);
  }

  private BenchFigure spark(BenchFigure.Kind kind, int frequency) {
    return BenchFigure.onSpark(kind, plan.batch(), 1, plan.cores(), frequency);
  }
}
