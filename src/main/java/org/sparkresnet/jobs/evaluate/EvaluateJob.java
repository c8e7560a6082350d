package org.sparkresnet.jobs.evaluate;

import java.io.IOException;
import java.util.Optional;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.DistributedEvaluation;
import org.sparkresnet.jobs.DataCheckRecorder;
import org.sparkresnet.jobs.EvaluationRecorder;
import org.sparkresnet.jobs.EvaluationRecorder.Evaluated;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.jobs.SavedModel;
import org.sparkresnet.jobs.StoredLooks;
import org.sparkresnet.jobs.TestUseRecorder;
import org.sparkresnet.jobs.TrainingData;
import org.sparkresnet.registry.ModelReference;
import org.sparkresnet.store.RunCommand;

/**
 * Evaluates a saved model, in parallel on the executors, and writes the tables evaluations,
 * per_class, confusion, reliability, predictions, test_uses, data_checks and runs. Driver only.
 */
public final class EvaluateJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public EvaluateJob(JobContext context) {
    this.context = context;
  }

  /**
   * Evaluates the model. The SHA-256 in the registry, or in manifest.json beside the model, is
   * verified first.
   *
   * @throws org.sparkresnet.common.UserError of code DATA if model or images cannot be used, or
   *     have other classes
   */
  public EvaluateResult run(EvaluateRequest request) throws IOException {
    return RunScope.of(
        context,
        request.config(),
        RunLabel.of(RunCommand.EVALUATE),
        request.run(),
        scope -> evaluate(request, scope));
  }

  private EvaluateResult evaluate(EvaluateRequest request, RunScope scope) {
    StoredLooks.of(context, scope).requireWhole();
    JobConfig config = context.fittedToEvaluate(request.config());
    AppliedModel applied = AppliedModel.load(context, config, request.model());
    SavedModel model = applied.saved();
    Normalization normalization = model.normalization(context.hadoop(), config);
    applied.begin(scope, RunCommand.EVALUATE, context, config);
    try (CifarImages images = TrainingData.forEvaluation(context, config)) {
      context.listener().note(images.classesText());
      model.requireClasses(images.classes(), config.data().pathText());
      scope.describe(scope.manifest().withData(images.sha256(), images.summary()));
      DataCheckRecorder.write(scope, images.checks(), context.listener());
      EvaluationRecorder rows = new EvaluationRecorder(images.classes());
      DistributedEvaluation evaluation =
          new DistributedEvaluation(
              context.sparkContext(), applied.replica(), config.evaluate().batchSize());
      Evaluated test =
          rows.evaluate(
              evaluation,
              images.test(normalization),
              model.parameters(),
              config.evaluate().testTimeFlips());
      Optional<ClassificationReport> training =
          config.evaluate().trainingImages()
              ? Optional.of(
                  rows.evaluateTraining(evaluation, images, normalization, model.parameters()))
              : Optional.empty();
      TestUseRecorder.of(context, scope, line(request), images.summary())
          .evaluated(model.sha256(), test.report().examples(), test.report().accuracy());
      rows.write(scope.tables(), scope.run(), model.sha256(), scope.written());
      scope.finish();
      return new EvaluateResult(model, images.classes(), test, training);
    }
  }

  /** Name of the model in the registry, to whose line the look belongs. */
  private static String line(EvaluateRequest request) {
    String usual = request.config().registry().model();
    return ModelReference.parse(request.model(), usual).map(ModelReference::model).orElse(usual);
  }
}
