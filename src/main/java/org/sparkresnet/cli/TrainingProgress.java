package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.train.Plan;
import org.sparkresnet.train.RoundReport;

/** Shows training: a progress bar on a terminal, a line every few seconds elsewhere. */
public final class TrainingProgress implements AutoCloseable {
  private static final long LINE_NANOS = 10_000_000_000L;

  private final PrintWriter log;
  private final Plan plan;
  private final boolean terminal = Terminal.isInteractive();
  private ProgressBar bar;
  private long nextLine = System.nanoTime();
  private double seconds;
  private long iterations;
  private boolean warm;

  public TrainingProgress(PrintWriter log, Plan plan) {
    this.log = log;
    this.plan = plan;
  }

  /** A round was averaged. */
  public void show(RoundReport report) {
    if (warm) {
      seconds += report.seconds();
      iterations += report.round().minibatches();
    }
    warm = true; // the first round builds the networks; its speed would spoil the estimate
    long done = report.round().endIteration();
    double left = iterations > 0 ? (plan.iterations() - done) * seconds / iterations : Double.NaN;
    String state =
        String.format(
            Locale.ROOT,
            "loss %.3f  lr %.4f  %,.0f images/s",
            report.loss(),
            report.learningRate(),
            report.imagesPerSecond());
    if (terminal) {
      if (bar == null) {
        bar =
            new ProgressBarBuilder()
                .setInitialMax(plan.iterations())
                .setStyle(ProgressBarStyle.ASCII)
                .startsFrom(done, Duration.ofMillis((long) (1000 * seconds)))
                .build();
      }
      bar.setExtraMessage(
          String.format(
              Locale.ROOT, "epoch %d/%d  %s", report.round().epoch() + 1, epochs(plan), state));
      bar.stepTo(done);
    } else if (System.nanoTime() >= nextLine || done == plan.iterations()) {
      log.println(
          String.format(
              Locale.ROOT,
              "epoch %d/%d  iteration %,d/%,d  %s  %s left",
              report.round().epoch() + 1,
              epochs(plan),
              done,
              plan.iterations(),
              state,
              Double.isNaN(left) ? "?" : HumanText.text(left)));
      nextLine = System.nanoTime() + LINE_NANOS;
    }
  }

  /** Prints a line of its own. */
  public void note(String line) {
    close();
    log.println(line);
  }

  /** Epochs that a plan touches. */
  public static int epochs(Plan plan) {
    return epochs(plan, plan.iterations());
  }

  /** Epochs that its first iterations touch: the last of them is in this one, counted from 1. */
  public static int epochs(Plan plan, long iterations) {
    long perEpoch = plan.iterationsPerEpoch();
    return (int) ((iterations + perEpoch - 1) / perEpoch);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
