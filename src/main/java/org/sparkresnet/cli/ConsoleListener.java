package org.sparkresnet.cli;

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
final class ConsoleListener implements JobListener, AutoCloseable {
  private final PrintWriter out;
  private final PrintWriter warnings;
  private final FetchDisplay fetch;

  /** Printer of notes and warnings on one stream. */
  ConsoleListener(PrintWriter out) {
    this(out, out);
  }

  ConsoleListener(PrintWriter out, PrintWriter warnings) {
    this.out = out;
    this.warnings = warnings;
    this.fetch = new FetchDisplay(out);
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
            "%s, %s layers: %,d images, %d workers x batch %d, %,d iterations in %d epochs, averaged every %s; run %s",
            config.replica().network().displayName(),
            config.replica().layers().name().toLowerCase(Locale.ROOT),
            config.plan().examples(),
            config.plan().workers(),
            config.plan().batchSize(),
            config.plan().iterations(),
            config.plan().epochs(),
            config.plan().frequency().text(),
            run));
    return new TrainingDisplay(out, config.plan());
  }

  @Override
  public TrainingObserver measured(TrainConfig config) {
    return new TrainingDisplay(out, config.plan());
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
