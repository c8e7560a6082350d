package org.sparkresnet.bench;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * Figure of a benchmark: a kind of measurement with its batch size, threads and workers.
 *
 * @param batch images in a minibatch of one worker
 * @param threads OpenMP threads of one worker
 * @param workers at the same time
 * @param frequency minibatches of a round on Spark; empty without Spark
 */
record BenchFigure(Kind kind, int batch, int threads, int workers, OptionalInt frequency) {
  private static final String SPEED = "images/s";

  /** In the order of the report. */
  enum Kind {
    KERNEL_BOUND_TRAINING(SPEED),
    KERNEL_BOUND_INFERENCE(SPEED),
    /** The same kernels on all cores at the same time. */
    TOGETHER_BOUND_TRAINING(SPEED),
    TOGETHER_BOUND_INFERENCE(SPEED),
    /** Speed of the kernels of training on one thread, and of a matrix product. */
    KERNEL_OPERATIONS("GFLOP/s"),
    MATRIX_OPERATIONS("GFLOP/s"),
    KERNEL_SHARE_OF_MATRIX("share"),
    TRAINING(SPEED),
    INFERENCE(SPEED),
    STOCK_TRAINING(SPEED),
    STOCK_INFERENCE(SPEED),
    /** This build's workers, one a core, against stock layers with all threads. */
    TRAINING_OVER_STOCK("times"),
    INFERENCE_OVER_STOCK("times"),
    /** This build's workers, one a core, against the kernels on all cores. */
    TRAINING_SHARE_OF_TOGETHER("share"),
    INFERENCE_SHARE_OF_TOGETHER("share"),
    SPARK_TRAINING(SPEED),
    SPARK_SHARE_OF_WORKERS("share"),
    INPUT_SECONDS("s"),
    INPUT_SHARE("share");

    private final String unit;

    Kind(String unit) {
      this.unit = unit;
    }

    String unit() {
      return unit;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean isStock() {
      return this == STOCK_TRAINING || this == STOCK_INFERENCE;
    }

    private boolean isBound() {
      return this == KERNEL_BOUND_TRAINING || this == KERNEL_BOUND_INFERENCE;
    }
  }

  static BenchFigure of(Kind kind, int batch, int threads, int workers) {
    return new BenchFigure(kind, batch, threads, workers, OptionalInt.empty());
  }

  static BenchFigure onSpark(Kind kind, int batch, int threads, int workers, int frequency) {
    return new BenchFigure(kind, batch, threads, workers, OptionalInt.of(frequency));
  }

  int cores() {
    return threads * workers;
  }

  /** Tells whether the figure is compared with the kernel bound. */
  boolean hasBound() {
    return kind.unit().equals(SPEED) && !kind.isBound();
  }

  /** The bound of the same kind of pass. */
  Kind boundKind() {
    return kind == Kind.INFERENCE
            || kind == Kind.STOCK_INFERENCE
            || kind == Kind.TOGETHER_BOUND_INFERENCE
        ? Kind.KERNEL_BOUND_INFERENCE
        : Kind.KERNEL_BOUND_TRAINING;
  }
}
