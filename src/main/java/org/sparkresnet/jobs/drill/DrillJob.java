package org.sparkresnet.jobs.drill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.replica.SparkProcess;
import org.sparkresnet.report.DrillPage;
import org.sparkresnet.report.RunInfo.NamedValue;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.DrillRow;

/**
 * Trains small, once undisturbed and once for each drill, in a store of its own within the folder
 * of its run, and compares parameters and counts of images. Driver only.
 */
public final class DrillJob {
  private static final RunCommand COMMAND = RunCommand.DRILL;

  private final JobContext context;
  private final Drills drills;

  /** Job on a context, which stays open, that does all drills which it can. */
  public static DrillJob of(JobContext context, ChildDriver driver) {
    return new DrillJob(context, trainings -> Disturbances.all(trainings, driver));
  }

  /** Job that does other drills. */
  DrillJob(JobContext context, Drills drills) {
    this.context = context;
    this.drills = drills;
  }

  /** Maker of drills. */
  @FunctionalInterface
  interface Drills {
    /** Drills with trainings. */
    List<Drill> of(SmallTrainings trainings);
  }

  /**
   * Does the drills, one after the other; their rows appear when all are done.
   *
   * @return a row a drill, in their order
   * @throws org.sparkresnet.common.UserError if the undisturbed training fails, or the store cannot
   *     be written
   */
  public List<DrillRow> run(DrillRequest request) throws IOException {
    Path folder = new Path(context.store().run(request.run()), COMMAND.label());
    Path data = new Path(folder, "data");
    JobConfig config = request.config(data.toString());
    return RunScope.of(
        context,
        config,
        RunLabel.of(COMMAND),
        request.run(),
        scope -> {
          scope.begin();
          scope.writer().delete(folder); // of an attempt that was killed
          DrillImages.write(scope.writer(), data);
          List<DrillRow> rows = new ArrayList<>();
          try (JobContext own =
              JobContext.on(
                  context.spark(), new Path(folder, "store").toString(), JobListener.SILENT)) {
            SmallTrainings trainings =
                new SmallTrainings(own, config, request.keys(data.toString()));
            List<NamedValue> cluster = facts(trainings);
            Trained undisturbed = trainings.train("undisturbed");
            context.listener().note("undisturbed: " + undisturbed.text());
            for (Drill drill : drills.of(trainings)) {
              rows.add(row(drill, undisturbed));
              context.listener().note(line(rows.get(rows.size() - 1)));
            }
            scope.tables().replace(DrillRow.TABLE, request.run(), rows);
            scope
                .writer()
                .writeAtomically(page(request.run()), DrillPage.of(request.run(), cluster, rows));
          } finally {
            scope.writer().delete(folder);
          }
          scope.finish();
          return List.copyOf(rows);
        });
  }

  /** File of the page of a drill. */
  public Path page(RunId run) {
    return new Path(context.store().run(run), "drill.html");
  }

  private List<NamedValue> facts(SmallTrainings trainings) {
    return List.of(
        new NamedValue("workers", String.valueOf(trainings.workers())),
        new NamedValue(
            "executors", String.valueOf(SparkProcess.executors(context.sparkContext()).size())),
        new NamedValue("Spark", context.spark().version()),
        new NamedValue("master", context.spark().sparkContext().master()));
  }

  private static DrillRow row(Drill drill, Trained undisturbed) {
    long begin = System.nanoTime();
    String outcome;
    String came;
    Optional<String> sha256 = Optional.empty();
    try {
      Trained trained = drill.work().train();
      sha256 = Optional.of(trained.sha256());
      came = trained.text();
      outcome = trained.equals(undisturbed) ? DrillRow.HELD : DrillRow.FAILED;
    } catch (NotPossible e) {
      came = ErrorText.of(e);
      outcome = DrillRow.NOT_POSSIBLE;
    } catch (Exception e) { // Scala throws Spark's checked exceptions undeclared
      came = ErrorText.of(e);
      outcome = DrillRow.FAILED;
    }
    return new DrillRow(
        drill.name(),
        drill.done(),
        outcome,
        undisturbed.text(),
        came,
        (System.nanoTime() - begin) / 1e9,
        sha256);
  }

  private static String line(DrillRow row) {
    return HumanText.format(
        "%s: %s (%.1f s): %s", row.drill(), row.outcome(), row.seconds(), row.came());
  }
}
