package org.sparkresnet.mlflow;

import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.LimitedCalls;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.RunRow;

/**
 * Copies runs and champions from the store to an MLflow server. An error becomes one warning after
 * a limited time and never an exception for the caller. Driver only.
 */
public final class MlflowSink {
  private final MlflowSettings settings;
  private final Map<String, String> environment;
  private final Consumer<String> warnings;
  private boolean warned;
  private boolean warnedOfRun;

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
        failure -> warnOfRun(manifest.runId(), failure),
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
        failure ->
            warn(
                failure,
                "%s %s may be missing there as champion"
                    .formatted(champion.model(), champion.version())),
        () ->
            () -> {
              MlflowHttp http = http();
              new RegisteredModels(http, runs(http)).registerChampion(champion);
              return null;
            });
  }

  /** The run of a training that goes on; empty if no server is configured. */
  public Optional<LiveRun> live() {
    if (settings.isOff()) {
      return Optional.empty();
    }
    warnIfExposed();
    return Optional.of(new LiveRun(runs(http()), settings.patience()));
  }

  /** Warns that a run may be missing on the server: once, however often it is tried. */
  public void warnOfRun(RunId run, Throwable failure) {
    if (!warnedOfRun) {
      warnedOfRun = true;
      warn(failure, "run " + run + " may be missing there");
    }
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

  private void send(Consumer<Throwable> warning, Supplier<Callable<Void>> preparation) {
    if (settings.isOff()) {
      return;
    }
    warnIfExposed();
    try {
      new LimitedCalls("mlflow").run(preparation.get(), settings.patience());
    } catch (ExecutionException e) {
      warning.accept(e.getCause());
    } catch (TimeoutException e) {
      warning.accept(
          new TimeoutException(
              "took more than %d s (results.mlflow.timeout-seconds)"
                  .formatted(settings.patience().toSeconds())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      warning.accept(e);
    } catch (Exception e) { // no rows: Spark's own is checked, and Scala throws it undeclared
      warning.accept(e);
    }
  }

  private void warn(Throwable failure, String consequence) {
    warnings.accept(
        Redaction.redact(
            "MLflow at %s: %s; %s".formatted(settings.uri(), reason(failure), consequence)));
  }

  static String reason(Throwable failure) {
    if (failure instanceof InterruptedException) {
      return "interrupted";
    }
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
