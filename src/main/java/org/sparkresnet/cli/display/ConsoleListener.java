package org.sparkresnet.cli.display;

import java.io.PrintWriter;
import java.util.Locale;
import org.sparkresnet.cifar.fetch.FetchListener;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.PrintableText;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.TrainedRun;
import org.sparkresnet.jobs.TrainingObserver;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.store.RunId;
import org.sparkresnet.train.Progress;

/** Printer of what a job tells. */
public final class ConsoleListener implements JobListener, AutoCloseable {
  private final PrintWriter out;
  private final PrintWriter warnings;
  private final FetchDisplay fetch;
  private final RunPosition position;

  /** Printer of notes and warnings on one stream. */
  public ConsoleListener(PrintWriter out) {
    this(out, out);
  }

  /** Printer of notes on one stream and of warnings on another. */
  public ConsoleListener(PrintWriter out, PrintWriter warnings) {
    this(out, warnings, new RunPosition());
  }

  /** Printer on one stream that also notes how far the training has come. */
  public ConsoleListener(PrintWriter out, RunPosition position) {
    this(out, out, position);
  }

  private ConsoleListener(PrintWriter out, PrintWriter warnings, RunPosition position) {
    this.out = out;
    this.warnings = warnings;
    this.fetch = new FetchDisplay(out);
    this.position = position;
  }

  @Override
  public void note(String line) {
    fetch.close(); // a bar would share its line
    out.println(PrintableText.of(line));
    out.flush();
  }

  @Override
  public void warning(String line) {
    fetch.close();
    warnings.println("warning: " + PrintableText.of(line));
    warnings.flush();
  }

  @Override
  public FetchListener fetch() {
    return fetch;
  }

  @Override
  public TrainingObserver training(RunId run, TrainConfig config) {
    note(
        HumanText.format(
            "%s, %s layers: %s, %s x batch %d, %s in %s, averaged every %s; run %s",
            config.replica().network().displayName(),
            config.replica().layers().name().toLowerCase(Locale.ROOT),
            HumanText.count(config.plan().examples(), "image"),
            HumanText.count(config.plan().workers(), "worker"),
            config.plan().batchSize(),
            HumanText.count(config.plan().iterations(), "iteration"),
            HumanText.count(config.plan().epochs(), "epoch"),
            config.plan().frequency().text(),
            run));
    return new TrainingDisplay(out, config, position);
  }

  @Override
  public TrainingObserver measured(TrainConfig config) {
    return new TrainingDisplay(out, config, new RunPosition());
  }

  @Override
  public void paused(RunId run, Plan plan, Progress progress) {
    note(TrainText.paused(run, plan, progress));
  }

  @Override
  public void trained(TrainedRun run) {
    TrainText.of(run).lines().forEach(this::note);
  }

  @Override
  public void close() {
    fetch.close();
  }
}
