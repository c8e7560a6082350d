package org.sparkresnet.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cli.Main;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.AfterFailure;
import org.sparkresnet.jobs.ConfiguredImages;
import org.sparkresnet.jobs.DataCheckRecorder;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.MissingData;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.jobs.StoredRun;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.ParamRow;
import org.sparkresnet.tables.RunRow;
import org.sparkresnet.tables.ScalingRow;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.train.TrainConfig;

/**
 * Trains the cells of a scaling table one after another. Each is stored when it is done, so that a
 * run which was stopped goes on with those that are missing. Driver only.
 */
public final class ScalingJob {
  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Store store;
  private final Settings settings;
  private final ScalingPlan plan;
  private final RunId run;
  private final PrintWriter out;
  private final TableWriter tables;
  private final ScalingResume origin;
  private Instant startedAt = Instant.now();

  public ScalingJob(
      SparkSession spark,
      Store store,
      Settings settings,
      ScalingPlan plan,
      RunId run,
      PrintWriter out) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.store = store;
    this.settings = settings;
    this.plan = plan;
    this.run = run;
    this.out = out;
    this.tables = new TableWriter(spark, store);
    this.origin = new ScalingResume(store, run);
  }

  /**
   * Measures the cells that the run does not have yet, and prints all of them.
   *
   * @throws UserError of kind DIVERGED, when all is done, if the training of a cell diverged
   */
  public void run() throws Exception {
    Optional<Manifest> earlier = origin.earlier(settings, plan.cells().get(0), context.getConf());
    ScalingRows rows =
        earlier.isPresent() ? ScalingRows.read(spark, store, run) : new ScalingRows();
    List<ScalingCell> missing = plan.cells().stream().filter(cell -> !rows.has(cell)).toList();
    out.println(plan.text(settings, SparkSessions.taskSlots(spark), missing.size(), run));
    Optional<StoredRun> before =
        earlier.isPresent() ? StoredRun.of(run, spark, store) : Optional.empty();
    startedAt = before.map(StoredRun::startedAt).orElse(startedAt);
    if (!missing.isEmpty()) {
      measure(missing, rows, earlier);
    } else if (before.map(StoredRun::status).orElse(null) != RunStatus.FINISHED) {
      record(earlier.orElseThrow(), RunStatus.FINISHED, Optional.empty()); // stopped just before
    }
    out.println();
    out.print(ScalingText.of(rows.rows()));
    if (!rows.diverged().isEmpty()) {
      throw UserError.diverged(
          "training diverged with %s: lower train.learning-rate"
              .formatted(
                  String.join("; ", rows.diverged().stream().map(Object::toString).toList())));
    }
  }

  private void measure(List<ScalingCell> missing, ScalingRows rows, Optional<Manifest> earlier)
      throws Exception {
    MissingData.fetch(settings.paths("data.path"), context.hadoopConfiguration(), out);
    Manifest manifest = null;
    for (ScalingCell cell : missing) {
      try (CifarImages images = ConfiguredImages.load(context, settings, cell.workers())) {
        if (manifest == null) {
          manifest = begin(images, earlier);
        }
        ScalingResume.requireSameData(
            manifest, images.sha256(), settings.values().get("data.path"));
        add(rows, cell, images);
      } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
        fail(Optional.ofNullable(manifest), e);
        throw e;
      }
    }
    record(manifest, RunStatus.FINISHED, Optional.empty());
  }

  /** Checks all that depends on the images, before anything is written or trained. */
  private Manifest begin(CifarImages images, Optional<Manifest> earlier) {
    earlier.ifPresent(
        manifest ->
            ScalingResume.requireSameData(
                manifest, images.sha256(), settings.values().get("data.path")));
    plan.cells().forEach(cell -> config(cell, images));
    Manifest manifest =
        Manifests.manifest(run, ScalingResume.COMMAND, settings, Recipes.layers(settings), spark)
            .withData(images.sha256(), images.summary());
    DataCheckRecorder.write(tables, run, images.checks(), out);
    if (earlier.isEmpty()) {
      tables.replace(ScalingRow.TABLE, run, List.of()); // of a run whose folder was deleted
    }
    origin.write(settings, manifest);
    tables.replace(ParamRow.TABLE, run, ParamRow.of(manifest.config()));
    record(manifest, RunStatus.RUNNING, Optional.empty());
    return manifest;
  }

  private void add(ScalingRows rows, ScalingCell cell, CifarImages images) throws IOException {
    out.println();
    out.println(cell);
    ScalingRow row =
        new ScalingTraining(context, images, cell.of(settings), config(cell, images)).run(out);
    rows.add(row);
    tables.replace(ScalingRow.TABLE, run, rows.rows());
    out.println(ScalingText.line(row));
  }

  private TrainConfig config(ScalingCell cell, CifarImages images) {
    return Recipes.training(cell.of(settings), cell.workers(), images.trainingExamples());
  }

  /** Marks a run that had begun as failed, as far as the store still lets it. */
  private void fail(Optional<Manifest> begun, Exception failure) {
    String message = Main.reason(failure);
    begun.ifPresent(
        manifest ->
            AfterFailure.record(
                failure, () -> record(manifest, RunStatus.FAILED, Optional.of(message))));
  }

  private void record(Manifest manifest, RunStatus status, Optional<String> error) {
    tables.replace(
        RunRow.TABLE,
        run,
        List.of(
            new RunRow(
                "scaling",
                status,
                startedAt,
                status == RunStatus.RUNNING ? Optional.empty() : Optional.of(Instant.now()),
                manifest,
                Collections.max(plan.workers()),
                Optional.empty(),
                error)));
  }
}
