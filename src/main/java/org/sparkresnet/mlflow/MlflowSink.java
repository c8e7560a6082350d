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
import org.sparkresnet.tables.MetricRow;
import org.sparkresnet.tables.RunRow;

/**
 * Tells an MLflow server what the store already holds. Nothing that goes wrong with it reaches the
 * caller: it becomes one warning, after a bounded time. Driver only.
 */
public final class MlflowSink {
  private final MlflowSettings settings;
  private final Map<String, String> environment;
  private final Consumer<String> warnings;

  /**
   * @param environment that may hold credentials, as MLflow's own clients read them:
   *     MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN
   * @param warnings is told in one line what went wrong
   */
  public MlflowSink(
      MlflowSettings settings, Map<String, String> environment, Consumer<String> warnings) {
    this.settings = settings;
    this.environment = environment;
    this.warnings = warnings;
  }

  /**
   * Logs a run that has finished or failed, in place of what was logged under its run id before.
   *
   * @param metrics all of the run's; asked for only if there is a server to be told
   */
  public void run(RunRow run, Supplier<List<MetricRow>> metrics) {
    tell(
        "run " + run.manifest().runId() + " may be missing there",
        () -> {
          List<MetricRow> rows = metrics.get(); // Spark's time, not the server's
          return () -> {
            runs(rest()).log(run, rows);
            return null;
          };
        });
  }

  /** Registers the champion's version and gives it the alias champion; once, however often told. */
  public void champion(ChampionModel champion) {
    tell(
        "%s %s may be missing there as champion".formatted(champion.model(), champion.version()),
        () ->
            () -> {
              MlflowHttp rest = rest();
              new RegisteredModels(rest, runs(rest)).champion(champion);
              return null;
            });
  }

  private MlflowHttp rest() {
    return new MlflowHttp(settings.uri(), Credentials.authorization(environment));
  }

  private LoggedRuns runs(MlflowHttp rest) {
    return new LoggedRuns(rest, settings.experiment());
  }

  private void tell(String consequence, Supplier<Callable<Void>> preparation) {
    if (settings.isOff()) {
      return;
    }
    try {
      within(preparation.get());
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

  /** On a thread of its own: not all that may hang on a network takes a time limit. */
  private void within(Callable<Void> work)
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

  private static String reason(Throwable failure) {
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
