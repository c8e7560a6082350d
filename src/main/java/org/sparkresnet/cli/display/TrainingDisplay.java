package org.sparkresnet.cli.display;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.Split;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.jobs.TrainingObserver;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.rounds.RoundProgress;
import org.sparkresnet.train.EpochReport;
import org.sparkresnet.train.Progress;

/** Display of a training: a progress bar on a terminal, a line every few seconds elsewhere. */
final class TrainingDisplay implements TrainingObserver {
  private static final long LINE_NANOS = 10_000_000_000L;

  private final PrintWriter log;
  private final Plan plan;
  private final RunPosition position;
  private final boolean terminal = Terminal.isInteractive();
  private ProgressBar bar;
  private long nextLine = System.nanoTime();
  private double seconds;
  private long iterations;
  private boolean warm;

  TrainingDisplay(PrintWriter log, Plan plan, RunPosition position) {
    this.log = log;
    this.plan = plan;
    this.position = position;
  }

  @Override
  public void started(Progress at) {
    position.at(at.iteration());
    if (at.iteration() > 0) {
      position.savedAt(at.iteration());
      log.println(HumanText.format("resumed from the checkpoint at iteration %,d", at.iteration()));
    }
  }

  @Override
  public void evaluated(EpochReport epoch, Split split, ClassificationReport report) {
    close();
    log.println(
        HumanText.format(
            "epoch %d: training loss %.3f, %s accuracy %s, loss %.3f",
            epoch.epoch() + 1,
            epoch.loss(),
            split.label(),
            HumanText.percent(report.accuracy()),
            report.loss()));
  }

  @Override
  public void progressed(RoundProgress report) {
    if (warm) {
      seconds += report.seconds();
      iterations += report.round().minibatches();
    }
    warm = true; // the first round builds the networks; its speed would spoil the estimate
    long done = report.round().endIteration();
    position.at(done);
    double left = iterations > 0 ? (plan.iterations() - done) * seconds / iterations : Double.NaN;
    String state =
        HumanText.format(
            "loss %.3f  lr %.4f  %s",
            report.loss(), report.learningRate(), HumanText.speed(report.imagesPerSecond()));
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
          HumanText.format("epoch %d/%d  %s", report.round().epoch() + 1, plan.epochs(), state));
      bar.stepTo(done);
    } else if (System.nanoTime() >= nextLine || done == plan.iterations()) {
      log.println(
          HumanText.format(
              "epoch %d/%d  iteration %,d/%,d  %s  %s left",
              report.round().epoch() + 1,
              plan.epochs(),
              done,
              plan.iterations(),
              state,
              Double.isNaN(left) ? "?" : HumanText.duration(left)));
      nextLine = System.nanoTime() + LINE_NANOS;
    }
  }

  @Override
  public void checkpointSaved(long iteration) {
    position.savedAt(iteration);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
