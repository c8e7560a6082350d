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

import java.util.Locale;
import java.util.OptionalDouble;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.TextTable;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.replica.ReplicaSpec;
import org.sparkresnet.store.Manifest;

/** The figures of a benchmark as a table for people. */
final class BenchText {
  private static final double MOST_SPREAD = 1.1;

  private final BenchFigures figures;
  private final BenchPlan plan;
  private final StringBuilder text = new StringBuilder();
  private final TextTable table = new TextTable(1);

  private BenchText(BenchFigures figures, BenchPlan plan) {
    this.figures = figures;
    this.plan = plan;
  }

  static String of(BenchFigures figures, BenchPlan plan, ReplicaSpec spec, Manifest manifest) {
    BenchText bench = new BenchText(figures, plan);
    bench.origin(spec, manifest);
    bench.withoutSpark();
    bench.onSpark();
    bench.text.append(bench.table);
    bench.operations();
    bench.input();
    bench.range();
    return bench.text.toString();
  }

  private void origin(ReplicaSpec spec, Manifest manifest) {
    line(
        "%n%s, batch %d, %s layers%n%s, %d cores; oneDNN %s (%s), DL4J %s, Java %s; commit %s%n"
            + "images/s; medians of %d alternating measurements; of bound: share of the one-thread"
            + " kernel bound x cores%n%n",
        spec.network().displayName(),
        plan.batch(),
        spec.layers().name().toLowerCase(Locale.ROOT),
        manifest.environment().cpuModel(),
        plan.cores(),
        OneDnn.version(),
        OneDnn.instructionSet(),
        manifest.environment().dl4jVersion(),
        manifest.environment().javaVersion(),
        manifest.gitCommit(),
        BenchPlan.MEASUREMENTS);
  }

  private void withoutSpark() {
    int cores = plan.cores();
    table.row("", "training", "of bound", "inference", "of bound");
    speeds("kernel bound, 1 thread", KERNEL_BOUND_TRAINING, KERNEL_BOUND_INFERENCE, 1, 1);
    if (cores > 1) {
      speeds(
          "kernel bound, %d x 1 thread".formatted(cores),
          KERNEL_BOUND_TRAINING,
          KERNEL_BOUND_INFERENCE,
          1,
          cores);
    }
    speeds(
        cores == 1 ? "kernels, 1 core" : "kernels, %d cores at once".formatted(cores),
        TOGETHER_BOUND_TRAINING,
        TOGETHER_BOUND_INFERENCE,
        1,
        cores);
    speeds("1 replica, 1 thread", TRAINING, INFERENCE, 1, 1);
    if (cores > 1) {
      speeds("1 replica, %d threads".formatted(cores), TRAINING, INFERENCE, cores, 1);
      speeds("%d workers, 1 thread each".formatted(cores), TRAINING, INFERENCE, 1, cores);
    }
    table.row(
        "workers' share of the kernels at once",
        percent(figures.value(workers(TRAINING_SHARE_OF_TOGETHER))),
        "",
        percent(figures.value(workers(INFERENCE_SHARE_OF_TOGETHER))),
        "");
    if (!plan.stock()) {
      return;
    }
    BenchFigure training = BenchFigure.of(STOCK_TRAINING, plan.batch(), cores, 1);
    BenchFigure inference = BenchFigure.of(STOCK_INFERENCE, plan.batch(), cores, 1);
    speeds("stock layers, %d threads".formatted(cores), training, inference);
    table.row(
        "workers over stock layers",
        times(BenchFigure.of(TRAINING_OVER_STOCK, plan.batch(), 1, cores)),
        "",
        times(BenchFigure.of(INFERENCE_OVER_STOCK, plan.batch(), 1, cores)),
        "");
  }

  private void onSpark() {
    table.row("").row("", "training", "of bound", "of workers", "");
    for (int frequency : BenchMeasurements.FREQUENCIES) {
      BenchFigure speed =
          BenchFigure.onSpark(SPARK_TRAINING, plan.batch(), 1, plan.cores(), frequency);
      BenchFigure share =
          BenchFigure.onSpark(SPARK_SHARE_OF_WORKERS, plan.batch(), 1, plan.cores(), frequency);
      table.row(
          "Spark, %d workers, averaged every %d".formatted(plan.cores(), frequency),
          speed(speed),
          percent(figures.shareOfBound(speed)),
          percent(figures.value(share)),
          "");
    }
  }

  private void operations() {
    BenchFigure kernels = BenchFigure.of(KERNEL_OPERATIONS, plan.batch(), 1, 1);
    BenchFigure matrix = BenchFigure.of(MATRIX_OPERATIONS, plan.batch(), 1, 1);
    line(
        "%nkernels of training on one thread: %,.0f GFLOP/s, %s of a matrix product's %,.0f%n",
        figures.value(kernels).orElseThrow(),
        percent(figures.value(BenchFigure.of(KERNEL_SHARE_OF_MATRIX, plan.batch(), 1, 1))),
        figures.value(matrix).orElseThrow());
  }

  private void input() {
    line(
        "input pipeline: %.2f ms a minibatch of %d, %.1f %% of a worker's step%n",
        1e3 * figures.value(workers(INPUT_SECONDS)).orElseThrow(),
        plan.batch(),
        100 * figures.value(workers(INPUT_SHARE)).orElseThrow());
  }

  private void range() {
    BenchFigure bound = BenchFigure.of(KERNEL_BOUND_TRAINING, plan.batch(), 1, 1);
    BenchFigure workers = workers(TRAINING);
    line(
        "measurements of the 1-thread training bound: %s; of the workers' training: %s%n",
        figures.range(bound), figures.range(workers));
    if (Math.max(figures.spread(bound), figures.spread(workers)) > MOST_SPREAD) {
      line(
          "warning: they differ by more than %.0f %%: something else used the CPU, and shares mean"
              + " little%n",
          100 * (MOST_SPREAD - 1));
    }
  }

  private BenchFigure workers(BenchFigure.Kind kind) {
    return BenchFigure.of(kind, plan.batch(), 1, plan.cores());
  }

  private void speeds(
      String label,
      BenchFigure.Kind training,
      BenchFigure.Kind inference,
      int threads,
      int workers) {
    speeds(
        label,
        BenchFigure.of(training, plan.batch(), threads, workers),
        BenchFigure.of(inference, plan.batch(), threads, workers));
  }

  private void speeds(String label, BenchFigure training, BenchFigure inference) {
    table.row(
        label,
        speed(training),
        percent(figures.shareOfBound(training)),
        speed(inference),
        percent(figures.shareOfBound(inference)));
  }

  private String speed(BenchFigure figure) {
    return speed(figures.value(figure).orElseThrow());
  }

  /** Images a second for people. */
  static String speed(double value) {
    return HumanText.format(value < 100 ? "%,.1f" : "%,.0f", value);
  }

  private String times(BenchFigure figure) {
    return HumanText.format("%.1f x", figures.value(figure).orElseThrow());
  }

  private static String percent(OptionalDouble share) {
    return share.isEmpty() ? "" : HumanText.format("%.1f %%", 100 * share.getAsDouble());
  }

  private void line(String format, Object... values) {
    text.append(HumanText.format(format, values));
  }
}
