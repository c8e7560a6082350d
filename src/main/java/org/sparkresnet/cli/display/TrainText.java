package org.sparkresnet.cli.display;

import java.util.OptionalDouble;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.EvaluationText;
import org.sparkresnet.jobs.TrainedRun;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Summary;
import org.sparkresnet.train.Progress;
import org.sparkresnet.train.TrainingResult;

/** Results of a training for people. */
final class TrainText {
  private TrainText() {}

  /** Lines of a run that has ended. */
  static String of(TrainedRun run) {
    StringBuilder text = new StringBuilder();
    choice(text, run);
    run.training().ifPresent(it -> text.append(EvaluationText.trainingImages(it)).append('\n'));
    return text.append(summary(run)).toString();
  }

  /** Line of a run that was paused. */
  static String paused(RunId run, Plan plan, Progress progress) {
    return HumanText.format(
        "paused at iteration %,d of %,d; the same command with --run-id %s and without --pause-at (or a later one) goes on",
        progress.iteration(), plan.iterations(), run);
  }

  /** Says which model the run has, where that is not simply the last one. */
  private static void choice(StringBuilder text, TrainedRun run) {
    TrainingResult result = run.result();
    Plan plan = run.config().plan();
    if (result.end() == TrainingResult.End.EARLY) {
      text.append(
          HumanText.format(
              "stopped early after epoch %d: no higher validation accuracy in %d evaluations (train.early-stopping.patience)\n",
              plan.epochsAt(result.progress().iteration()), run.config().selection().patience()));
    }
    if (result.best().accuracy() >= 0) {
      text.append(
          HumanText.format(
              "highest validation accuracy %s after epoch %d; the model is that of epoch %d\n",
              HumanText.percent(result.best().accuracy()),
              plan.epochsAt(result.best().iteration()),
              plan.epochsAt(result.modelIteration())));
    }
  }

  private static String summary(TrainedRun run) {
    Summary summary = run.summary();
    ClassificationReport test = run.test().report();
    Path folder = run.model().getParent();
    return HumanText.format(
        """

        %s, run %s
          test accuracy   %s   (top-5 %s, loss %.4f, %s)
          trained         %s in %s%s on %s, %s
          parameters      SHA-256 %s
          model           %s
          summary         %s
          tables          %s""",
        run.config().replica().network().displayName(),
        summary.runId(),
        HumanText.percent(test.accuracy()),
        HumanText.percent(test.top5Accuracy()),
        test.loss(),
        HumanText.count(test.examples(), "image"),
        HumanText.count(summary.examplesSeen(), "image"),
        HumanText.duration(summary.wallSeconds()),
        speed(summary),
        HumanText.count(summary.workers(), "worker"),
        HumanText.count(summary.rounds(), "round"),
        summary.paramsSha256().orElse(""),
        HumanText.path(run.model()),
        HumanText.path(new Path(folder, "summary.json")),
        HumanText.path(new Path(folder.getParent().getParent(), "tables")));
  }

  /** Unknown if the training was at its end before this attempt. */
  private static String speed(Summary summary) {
    OptionalDouble speed = summary.trainImagesPerSecond();
    return speed.isPresent() ? ": " + HumanText.speed(speed.getAsDouble()) : "";
  }
}
