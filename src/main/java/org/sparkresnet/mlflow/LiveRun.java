package org.sparkresnet.mlflow;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.RunRow;

/**
 * MLflow's run of a training that goes on. {@link MlflowSink#logRun} replaces it when the training
 * ends. It throws what fails. Driver only.
 */
public final class LiveRun {
  private static final Duration MOST = Duration.ofSeconds(10);

  private final LoggedRuns runs;
  private final Duration patience;
  private String id;

  LiveRun(LoggedRuns runs, Duration patience) {
    this.runs = runs;
    this.patience = patience;
  }

  /** Time limit of {@link #begin}. */
  public Duration beginLimit() {
    return patience;
  }

  /** Time limit of {@link #append}, for which the training waits again and again. */
  public Duration appendLimit() {
    return patience.compareTo(MOST) < 0 ? patience : MOST;
  }

  /** Logs all metrics of the run, in place of those that an earlier attempt logged. */
  public void begin(Manifest manifest, RunRow row, List<MetricRow> metrics)
      throws IOException, InterruptedException {
    id = runs.begin(manifest, row, metrics);
  }

  /** Logs new metrics. */
  public void append(List<MetricRow> metrics) throws IOException, InterruptedException {
    runs.append(id, metrics);
  }
}
