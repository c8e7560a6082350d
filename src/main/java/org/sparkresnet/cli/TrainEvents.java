package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.results.FolderLock;
import org.sparkresnet.train.EpochReport;
import org.sparkresnet.train.Plan;
import org.sparkresnet.train.Progress;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainingListener;

/** Shows, records and evaluates while a run goes on. */
final class TrainEvents implements TrainingListener, AutoCloseable {
  private final PrintWriter out;
  private final Settings settings;
  private final Plan plan;
  private final CifarImages images;
  private final DistributedEvaluation evaluation;
  private final RunRecorder recorder;
  private final FolderLock lock;
  private final TrainingProgress progress;

  TrainEvents(
      PrintWriter out,
      Settings settings,
      Plan plan,
      CifarImages images,
      DistributedEvaluation evaluation,
      RunRecorder recorder,
      FolderLock lock) {
    this.out = out;
    this.settings = settings;
    this.plan = plan;
    this.images = images;
    this.evaluation = evaluation;
    this.recorder = recorder;
    this.lock = lock;
    this.progress = new TrainingProgress(out, plan);
  }

  @Override
  public void started(Progress at) {
    recorder.resume(at);
    if (at.iteration() > 0) {
      out.println(
          String.format(
              Locale.ROOT, "resumed from the checkpoint at iteration %,d", at.iteration()));
    }
  }

  @Override
  public void roundFinished(RoundReport round) {
    lock.requireNotLost(); // what it would write at the next checkpoint is another's now
    recorder.round(round);
    progress.show(round);
  }

  @Override
  public void epochFinished(EpochReport epoch) {
    recorder.metric("train", "epoch_loss", epoch.loss(), epoch.iteration(), epoch.epoch());
    int every = settings.integer("evaluate.every-epochs");
    boolean last = epoch.iteration() >= plan.iterations();
    if (last || every == 0 || (epoch.epoch() + 1) % every != 0) {
      return; // the end has its own evaluation
    }
    Normalization normalization = Recipes.normalization(settings);
    if (settings.integer("dataset.validation-examples") > 0) {
      evaluate(images.validation(normalization), epoch);
    }
    evaluate(images.test(normalization), epoch);
  }

  private void evaluate(EvaluationImages split, EpochReport epoch) {
    ClassificationReport report =
        ClassificationReport.of(evaluation.evaluate(split, epoch.model(), false));
    recorder.evaluation(split.split(), report, epoch.iteration(), epoch.epoch());
    progress.note(
        String.format(
            Locale.ROOT,
            "epoch %d: training loss %.3f, %s accuracy %.2f %%, loss %.3f",
            epoch.epoch() + 1,
            epoch.loss(),
            split.split(),
            100 * report.accuracy(),
            report.loss()));
  }

  @Override
  public void beforeCheckpoint(long iteration) {
    recorder.flush(iteration);
  }

  @Override
  public void close() {
    progress.close();
  }
}
