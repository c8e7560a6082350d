package org.sparkresnet.jobs.train;

import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.functions;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunCommand;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.MovedRows;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableView;
import org.sparkresnet.tables.rows.RunRow;

/**
 * Training images of the last finished training of a name: fewer ones now may be a folder that is
 * not mounted, or a file that is missing. Driver only.
 */
final class EarlierImages {
  private EarlierImages() {}

  /** Row of the table runs, as far as it is needed. */
  private record Trained(String runId, Instant startedAt) {
    static final TableView<Trained> VIEW = TableView.of(RunRow.TABLE, Trained.class);
  }

  /**
   * Returns a line that there are fewer images than before; empty if there are not, or if nothing
   * is known of them. Runs one Spark job. Damaged rows of other runs are passed over.
   *
   * @param run that trains now
   * @param name of the run for people
   */
  static Optional<String> warning(JobContext context, RunId run, String name, DataSummary data) {
    return MovedRows.reading(() -> last(context, run, name))
        .flatMap(last -> warning(context, new RunId(last.runId()), data));
  }

  private static Optional<Trained> last(JobContext context, RunId run, String name) {
    return Trained.VIEW
        .list(
            TableScan.of(context.store(), RunRow.TABLE)
                .rows(context.spark())
                .filter(functions.col("command").equalTo(RunCommand.TRAIN.label()))
                .filter(functions.col("status").equalTo(RunStatus.FINISHED.name()))
                .filter(functions.col("run_name").equalTo(name))
                .filter(functions.col(Table.RUN_ID).notEqual(run.value()))
                .orderBy(functions.col("started_at").desc(), functions.col(Table.RUN_ID))
                .limit(1))
        .stream()
        .findFirst();
  }

  private static Optional<String> warning(JobContext context, RunId last, DataSummary data) {
    return Manifest.undamaged(context.store(), last)
        .flatMap(Manifest::data)
        .map(DataSummary::trainingImages)
        .filter(images -> images > data.trainingImages())
        .map(
            images ->
                HumanText.format(
                    "%,d training images, %,d fewer than run %s of the same recipe had",
                    data.trainingImages(), images - data.trainingImages(), last));
  }
}
