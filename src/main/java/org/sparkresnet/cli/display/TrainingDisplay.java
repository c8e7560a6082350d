package org.sparkresnet.cli.display;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.Split;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.jobs.TrainingObserver;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.rounds.RoundProgress;
import org.sparkresnet.train.EpochReport;
import org.sparkresnet.train.Progress;

/** Display of a training: a progress bar on a terminal, a line every few seconds elsewhere. */
final class TrainingDisplay implements TrainingObserver {
  private static final long LINE_NANOS = 10_000_000_000L;

  private final PrintWriter log;
  private final Plan plan;
  private final TimeLeft timeLeft;
  private final RunPosition position;
  private final boolean terminal = Terminal.isInteractive();
  private ProgressBar bar;

  /** Seconds, as the bar's own thread reads them. */
  private volatile OptionalDouble left = OptionalDouble.empty();

  private long nextLine = System.nanoTime();

  TrainingDisplay(PrintWriter log, TrainConfig config, RunPosition position) {
    this.log = log;
    this.plan = config.plan();
    this.timeLeft = new TimeLeft(plan, config.augmentation().crops());
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
    timeLeft.add(report.round(), report.seconds());
    long done = report.round().endIteration();
    position.at(done);
    left = timeLeft.from(done);
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
                .setEtaFunction(unused -> eta())
                .startsFrom(done, Duration.ofMillis((long) (1000 * timeLeft.measured())))
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
              left.isEmpty() ? "?" : HumanText.duration(left.getAsDouble())));
      nextLine = System.nanoTime() + LINE_NANOS;
    }
  }

  private Optional<Duration> eta() {
    OptionalDouble known = left;
    return known.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((long) (1000 * known.getAsDouble())));
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
