package org.sparkresnet.bench;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.DataCheckRecorder;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.jobs.StoredRun;
import org.sparkresnet.jobs.TrainingData;
import org.sparkresnet.jobs.TrainingObserver;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.rows.ScalingRow;
import org.sparkresnet.train.WhitenedStem;

/**
 * Trains the cells of a scaling table one after another. Each is stored when it is done, so that a
 * run which was stopped goes on with those that are missing. Driver only.
 */
public final class ScalingJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public ScalingJob(JobContext context) {
    this.context = context;
  }

  /**
   * Measures the cells that the run does not have yet.
   *
   * @throws UserError of code USAGE if an earlier attempt had another configuration
   */
  public ScalingResult run(ScalingRequest request) throws IOException {
    ScalingPlan plan = request.plan(context.taskSlots());
    plan.validate(request.config());
    return RunScope.of(
        context,
        request.config(),
        new RunLabel(RunCommand.SCALING, "scaling"),
        request.run(),
        scope -> run(fitted(request), plan, scope));
  }

  /** The configuration with the precision of an earlier attempt, or the one of this cluster. */
  private JobConfig fitted(ScalingRequest request) {
    return context
        .fitted(request.config(), Manifest.undamaged(context.store(), request.run()))
        .withChosenPrecisions();
  }

  private ScalingResult run(JobConfig config, ScalingPlan plan, RunScope scope) throws IOException {
    scope.resumable();
    scope.workers(Collections.max(plan.workers()));
    ScalingResume resume = new ScalingResume(scope.store(), scope.run());
    Optional<Manifest> earlier =
        resume.earlier(config, plan.cells().get(0), context.sparkContext().getConf());
    ScalingRows rows =
        earlier.isPresent()
            ? ScalingRows.read(context.spark(), scope.store(), scope.run())
            : new ScalingRows();
    List<ScalingCell> missing = plan.cells().stream().filter(cell -> !rows.has(cell)).toList();
    plan.text(config, context.taskSlots(), missing.size(), scope.run())
        .lines()
        .forEach(context.listener()::note);
    if (earlier.isPresent()) {
      scope.describe(earlier.get());
      scope.continueEarlier();
    }
    if (!missing.isEmpty()) {
      new Cells(config, plan, resume, rows, scope).measure(missing, earlier);
    }
    if (!missing.isEmpty()
        || scope.earlier().map(StoredRun::status).orElse(null) != RunStatus.FINISHED) {
      scope.finish(); // also of a run that was stopped just before
    }
    return new ScalingResult(rows.rows(), rows.diverged());
  }

  /** Cells of one run that are being measured. */
  private final class Cells {
    private final JobConfig config;
    private final ScalingPlan plan;
    private final ScalingResume resume;
    private final ScalingRows rows;
    private final RunScope scope;
    private boolean begun;

    Cells(
        JobConfig config,
        ScalingPlan plan,
        ScalingResume resume,
        ScalingRows rows,
        RunScope scope) {
      this.config = config;
      this.plan = plan;
      this.resume = resume;
      this.rows = rows;
      this.scope = scope;
    }

    void measure(List<ScalingCell> missing, Optional<Manifest> earlier) throws IOException {
      TrainingData.fetchIfMissing(context, config);
      for (ScalingCell cell : missing) {
        try (CifarImages images = TrainingData.load(context, config, cell.workers())) {
          if (!begun) {
            begin(images, earlier);
          }
          ScalingResume.requireSameData(
              scope.manifest(), images.sha256(), config.data().pathText());
          add(cell, images);
        }
      }
    }

    /** Checks all that depends on the images, before anything is written or trained. */
    private void begin(CifarImages images, Optional<Manifest> earlier) {
      earlier.ifPresent(
          manifest ->
              ScalingResume.requireSameData(manifest, images.sha256(), config.data().pathText()));
      plan.cells().forEach(cell -> trainConfig(cell, images));
      Manifest manifest =
          Manifests.of(scope.run(), RunCommand.SCALING, config, config.layers(), context.spark())
              .withData(images.sha256(), images.summary());
      DataCheckRecorder.write(scope, images.checks(), context.listener());
      if (earlier.isEmpty()) {
        // of a run whose folder was deleted
        scope.tables().replace(ScalingRow.TABLE, scope.run(), List.of());
      }
      resume.write(scope.writer(), config, manifest);
      scope.tables().replace(ParamRow.TABLE, scope.run(), ParamRow.of(manifest.config()));
      scope.describe(manifest);
      scope.begin();
      begun = true;
    }

    private void add(ScalingCell cell, CifarImages images) throws IOException {
      context.listener().note("");
      context.listener().note(cell.toString());
      TrainConfig trainConfig =
          WhitenedStem.of(
              trainConfig(cell, images), images.training(config.dataset().normalization()));
      ScalingRow row;
      try (TrainingObserver observer = context.listener().measured(trainConfig)) {
        row =
            new ScalingTraining(context.sparkContext(), images, cell.of(config), trainConfig)
                .run(observer);
      }
      rows.add(row);
      scope.tables().replace(ScalingRow.TABLE, scope.run(), rows.rows());
      context.listener().note(ScalingText.line(row));
    }

    private TrainConfig trainConfig(ScalingCell cell, CifarImages images) {
      return cell.of(config)
          .trainConfig(cell.workers(), images.trainingExamples(), images.classes().size());
    }
  }
}
