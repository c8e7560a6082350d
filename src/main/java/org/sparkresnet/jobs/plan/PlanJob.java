package org.sparkresnet.jobs.plan;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparkresnet.cifar.DataChecks;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.jobs.TrainingData;
import org.sparkresnet.jobs.forecast.ClusterShape;
import org.sparkresnet.jobs.forecast.ContainerMemory;
import org.sparkresnet.jobs.forecast.Figure;
import org.sparkresnet.jobs.forecast.Forecast;
import org.sparkresnet.jobs.forecast.Forecaster;
import org.sparkresnet.jobs.forecast.Measured;
import org.sparkresnet.jobs.forecast.Outline;
import org.sparkresnet.jobs.forecast.Probed;
import org.sparkresnet.plan.AveragingLoss;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.rows.PlanRow;

/**
 * Plans a training: reads its images as the training would, probes if asked to, and writes the
 * tables plans, params and runs. Driver only.
 */
public final class PlanJob {
  private static final List<Integer> FREQUENCIES = List.of(1, 4, 16);
  private static final int MOST_WORKERS = 32;

  /**
   * Writes of tables by a training: of runs three times, and one of each of the ten others. The
   * time of one of them stands for each.
   */
  private static final int TABLE_WRITES = 13;

  private final JobContext context;

  /** Job on a context, which stays open. */
  public PlanJob(JobContext context) {
    this.context = context;
  }

  /**
   * Plans.
   *
   * @throws UserError of code USAGE if the executors that were asked for cannot hold the training,
   *     of code DATA if images cannot be used
   */
  public PlanResult run(PlanRequest request) throws IOException {
    return RunScope.of(
        context,
        request.config(),
        RunLabel.of(RunCommand.PLAN),
        request.run(),
        scope -> plan(request.with(context.fitted(request.config())), scope));
  }

  private PlanResult plan(PlanRequest request, RunScope scope) throws IOException {
    TrainingData.fetchIfMissing(context, request.config());
    int workers = request.config().train().plan().workers(context::taskSlots);
    ClusterShape cluster = ClusterShape.of(context, workers);
    int probing = cluster.atOnce(workers);
    try (CifarImages images = TrainingData.load(context, request.config(), probing)) {
      DataChecks.requireUsable(images.checks());
      double atHand = secondsSince(scope.startedAt());
      Outline outline = outline(request.config(), workers, cluster, images);
      Manifest manifest =
          Manifests.of(
                  scope.run(),
                  RunCommand.PLAN,
                  outline.config(),
                  outline.trainConfig().replica().layers(),
                  context.spark())
              .withData(images.sha256(), images.summary());
      scope.describe(manifest);
      scope.workers(request.probe() && probing == workers ? workers : 0);
      scope.begin();
      double storing = TABLE_WRITES * secondsOf(() -> writeParams(scope));
      String cpu = manifest.environment().cpuModel();
      Optional<ContainerMemory> container =
          ContainerMemory.of(context.sparkContext().getConf(), cluster.local());
      // Before the probe, which would end with the executors' own failure.
      Forecaster unprobed = new Forecaster(context, outline, cpu, scope.run());
      requireHolds(container, unprobed, outline);
      Optional<Probed> probed =
          request.probe()
              ? Optional.of(
                  new Probe(context, outline, images, probing)
                      .run(request.seconds(), atHand + storing))
              : Optional.empty();
      Forecaster forecaster = probed.map(unprobed::with).orElse(unprobed);
      Forecast forecast = requireHolds(container, forecaster, outline);
      write(
          scope,
          forecast.rows(
              probed
                  .filter(it -> it.workers() == workers)
                  .map(Probed::measured)
                  .orElse(Measured.NOTHING)));
      return new PlanResult(
          outline,
          forecast,
          container,
          others(request.config(), forecaster, cluster, images, workers));
    }
  }

  private static Forecast requireHolds(
      Optional<ContainerMemory> container, Forecaster forecaster, Outline outline) {
    Forecast forecast = forecaster.of(outline);
    container.ifPresent(it -> it.requireHolds(forecast, outline.memoryNeed(), outline.work()));
    return forecast;
  }

  private static Outline outline(
      JobConfig config, int workers, ClusterShape cluster, CifarImages images) {
    JobConfig resolved = config.withWorkers(workers).resolved(workers, images.trainingExamples());
    return Outline.of(
        resolved,
        resolved.trainConfig(workers, images.trainingExamples(), images.classes().size()),
        cluster.withSlotsFor(workers),
        images);
  }

  private static double secondsSince(Instant moment) {
    return Duration.between(moment, Instant.now()).toMillis() / 1e3;
  }

  private static double secondsOf(Runnable work) {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void writeParams(RunScope scope) {
    scope.tables().replace(ParamRow.TABLE, scope.run(), ParamRow.of(scope.manifest().config()));
  }

  private static void write(RunScope scope, List<PlanRow> rows) {
    scope.tables().replace(PlanRow.TABLE, scope.run(), rows);
    scope.finish();
  }

  /** The training with 1, 2, 4 and so on workers, as far as its keys allow them. */
  private static List<PlanResult.Other> others(
      JobConfig config,
      Forecaster forecaster,
      ClusterShape cluster,
      CifarImages images,
      int asked) {
    List<PlanResult.Other> others = new ArrayList<>();
    for (int workers = 1; workers <= Math.max(MOST_WORKERS, asked); workers *= 2) {
      for (int every : FREQUENCIES) {
        other(config, forecaster, cluster, images, workers, every).ifPresent(others::add);
      }
      boolean skips = workers < asked && asked < 2 * workers;
      for (int every : skips ? FREQUENCIES : List.<Integer>of()) {
        other(config, forecaster, cluster, images, asked, every).ifPresent(others::add);
      }
    }
    return others;
  }

  private static Optional<PlanResult.Other> other(
      JobConfig config,
      Forecaster forecaster,
      ClusterShape cluster,
      CifarImages images,
      int workers,
      int every) {
    Outline outline;
    try {
      outline = outline(config.withAveragingFrequency(every), workers, cluster, images);
    } catch (UserError e) {
      return Optional.empty(); // a global batch that so many workers cannot share
    }
    return forecaster
        .of(outline)
        .get(Figure.TRAINING_SECONDS)
        .map(
            expected ->
                new PlanResult.Other(
                    workers,
                    every,
                    expected.value(),
                    new AveragingLoss(workers, (long) workers * outline.plan().batchSize())
                        .points(every)));
  }
}
