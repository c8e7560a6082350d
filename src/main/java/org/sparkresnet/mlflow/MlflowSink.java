package org.sparkresnet.mlflow;

import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.tables.MetricRow;
import org.sparkresnet.tables.RunRow;

/**
 * Copies runs and champions from the store to an MLflow server. An error becomes one warning after
 * a limited time and never an exception for the caller. Driver only.
 */
public final class MlflowSink {
  private final MlflowSettings settings;
  private final Map<String, String> environment;
  private final Consumer<String> warnings;
  private boolean warned;

  /**
   * @param environment environment variables; may hold credentials as for MLflow's own clients:
   *     MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN
   * @param warnings receives an error as one line
   */
  public MlflowSink(
      MlflowSettings settings, Map<String, String> environment, Consumer<String> warnings) {
    this.settings = settings;
    this.environment = environment;
    this.warnings = warnings;
  }

  /**
   * Logs a run that has finished or failed; replaces an earlier log of its run id.
   *
   * @param manifest of the run
   * @param row of the run
   * @param metrics gives all metrics of the run; called only if a server is configured
   */
  public void logRun(Manifest manifest, RunRow row, Supplier<List<MetricRow>> metrics) {
    send(
        "run " + manifest.runId() + " may be missing there",
        () -> {
          List<MetricRow> rows = metrics.get(); // Spark's time, not the server's
          return () -> {
            runs(http()).log(manifest, row, rows);
            return null;
          };
        });
  }

  /** Registers the champion's version and gives it the alias champion. Idempotent. */
  public void registerChampion(ChampionModel champion) {
    send(
        "%s %s may be missing there as champion".formatted(champion.model(), champion.version()),
        () ->
            () -> {
              MlflowHttp http = http();
              new RegisteredModels(http, runs(http)).registerChampion(champion);
              return null;
            });
  }

  private void warnIfExposed() {
    if (!warned && Credentials.isExposed(settings.uri(), environment)) {
      warned = true;
      warnings.accept(
          "credentials for MLflow go to %s without encryption; https:// would protect them"
              .formatted(settings.uri()));
    }
  }

  private MlflowHttp http() {
    return new MlflowHttp(settings.uri(), Credentials.authorization(environment));
  }

  private LoggedRuns runs(MlflowHttp http) {
    return new LoggedRuns(http, settings.experiment());
  }

  private void send(String consequence, Supplier<Callable<Void>> preparation) {
    if (settings.isOff()) {
      return;
    }
    warnIfExposed();
    try {
      runWithinPatience(preparation.get());
    } catch (ExecutionException e) {
      warn(reason(e.getCause()), consequence);
    } catch (TimeoutException e) {
      warn(
          "took more than %d s (results.mlflow.timeout-seconds)"
              .formatted(settings.patience().toSeconds()),
          consequence);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      warn("interrupted", consequence);
    } catch (Exception e) { // no rows: Spark's own is checked, and Scala throws it undeclared
      warn(reason(e), consequence);
    }
  }

  /**
   * Runs the work with a time limit on its own thread, because not every network call has a time
   * limit.
   */
  private void runWithinPatience(Callable<Void> work)
      throws ExecutionException, TimeoutException, InterruptedException {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread daemon = new Thread(task, "mlflow");
              daemon.setDaemon(true);
              return daemon;
            });
    try {
      Future<Void> done = thread.submit(work);
      done.get(settings.patience().toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      thread.shutdownNow();
    }
  }

  private void warn(String reason, String consequence) {
    warnings.accept(
        Redaction.redact("MLflow at %s: %s; %s".formatted(settings.uri(), reason, consequence)));
  }

  static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "unknown host";
      }
    }
    return failure instanceof ConnectException && failure.getMessage() == null
        ? "connection refused"
        : ErrorText.of(failure);
  }
}
