package org.sparkresnet.jobs.train;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalDouble;
import org.sparkresnet.cli.TrainingProgress;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.EvaluationImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.train.EpochReport;
import org.sparkresnet.train.ModelSelection;
import org.sparkresnet.train.Plan;
import org.sparkresnet.train.Progress;
import org.sparkresnet.train.RoundReport;
import org.sparkresnet.train.TrainConfig;
import org.sparkresnet.train.TrainingListener;

/** Shows, records and evaluates while a run goes on. */
final class EpochEvaluator implements TrainingListener, AutoCloseable {
  private final PrintWriter out;
  private final Settings settings;
  private final Plan plan;
  private final ModelSelection selection;
  private final CifarImages images;
  private final DistributedEvaluation evaluation;
  private final RoundRecorder recorder;
  private final FolderLock lock;
  private final TrainingProgress progress;

  EpochEvaluator(
      PrintWriter out,
      Settings settings,
      TrainConfig config,
      CifarImages images,
      DistributedEvaluation evaluation,
      RoundRecorder recorder,
      FolderLock lock) {
    this.out = out;
    this.settings = settings;
    this.plan = config.plan();
    this.selection = config.selection();
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
  public OptionalDouble epochFinished(EpochReport epoch) {
    recorder.metric("train", "epoch_loss", epoch.loss(), epoch.iteration(), epoch.epoch());
    int every = settings.integer("evaluate.every-epochs");
    boolean last = epoch.iteration() >= plan.iterations();
    boolean due = every > 0 && (epoch.epoch() + 1) % every == 0;
    // The end has its own evaluation, unless this one decides which model that is of.
    if (last ? !selection.isActive() : !due) {
      return OptionalDouble.empty();
    }
    Normalization normalization = Recipes.normalization(settings);
    OptionalDouble validation =
        settings.integer("dataset.validation-examples") > 0
            ? OptionalDouble.of(evaluate(images.validation(normalization), epoch).accuracy())
            : OptionalDouble.empty();
    evaluate(images.test(normalization), epoch);
    return validation;
  }

  private ClassificationReport evaluate(EvaluationImages split, EpochReport epoch) {
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
    return report;
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
