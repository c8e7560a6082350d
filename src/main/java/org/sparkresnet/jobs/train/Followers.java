package org.sparkresnet.jobs.train;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.files.OutputPath;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.mlflow.MlflowSink;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tensorboard.EventFolder;

/** Followers of a run's metrics that the configuration names. Driver only. */
final class Followers {
  private static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

  private final List<Follower> all = new ArrayList<>();

  Followers(JobContext context, RunScope scope, JobConfig config, MlflowSink mlflow) {
    config.tensorBoard().map(folder -> tensorBoard(context, scope, folder)).ifPresent(all::add);
    mlflow
        .live()
        .map(
            live ->
                new Follower(
                    "mlflow",
                    metrics ->
                        live.begin(
                            scope.manifest(),
                            scope.row(RunStatus.RUNNING, Optional.empty()),
                            metrics),
                    live.beginLimit(),
                    live::append,
                    live.appendLimit(),
                    failure -> mlflow.warnOfRun(scope.run(), failure)))
        .ifPresent(all::add);
  }

  private static Follower tensorBoard(JobContext context, RunScope scope, String place) {
    return new Follower(
        "tensorboard",
        metrics -> folder(context, scope, place).begin(metrics),
        LONGEST_WRITE,
        metrics -> folder(context, scope, place).append(metrics),
        LONGEST_WRITE,
        failure ->
            context
                .listener()
                .warning(
                    Redaction.redact(
                        "%s = %s: %s; curves of run %s may be missing there"
                            .formatted(
                                JobConfig.TENSOR_BOARD,
                                place,
                                ErrorText.of(failure),
                                scope.run()))));
  }

  /** Looks for the file system each time: one that is away must not end the training. */
  private static EventFolder folder(JobContext context, RunScope scope, String text) {
    OutputPath place = OutputPath.of(context.spark(), "it", "a folder", text);
    return new EventFolder(
        place.files().guardedBy(() -> requireMine(scope)),
        new Path(place.path(), scope.run().value()));
  }

  private static void requireMine(RunScope scope) throws IOException {
    if (scope.isLost()) {
      throw new IOException("another job has the run now");
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Tells the new metrics, or all that the run has so far. */
  void tell(List<MetricRow> news, Supplier<List<MetricRow>> soFar) {
    all.forEach(follower -> follower.tell(news, soFar));
  }
}
