package org.sparkresnet.mlflow;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.LimitedCalls;
import org.sparkresnet.common.Redaction;

/**
 * Answer of an MLflow server to a question that changes nothing: for the experiment by its name.
 *
 * @param ok tells whether the server answered as MLflow does
 * @param text one line
 */
public record MlflowProbe(boolean ok, String text) {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /**
   * Asks the server; waits 20 s at most.
   *
   * @param environment environment variables, which may hold credentials
   * @return empty if no server is set
   */
  public static Optional<MlflowProbe> of(MlflowSettings settings, Map<String, String> environment) {
    if (settings.isOff()) {
      return Optional.empty();
    }
    try {
      String answer = new LimitedCalls("mlflow-probe").run(question(settings, environment), LIMIT);
      return Optional.of(new MlflowProbe(true, "%s answers; %s".formatted(settings.uri(), answer)));
    } catch (ExecutionException e) {
      return Optional.of(failed(settings, MlflowSink.reason(e.getCause())));
    } catch (TimeoutException e) {
      return Optional.of(failed(settings, "no answer within %d s".formatted(LIMIT.toSeconds())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(failed(settings, "interrupted"));
    }
  }

  private static Callable<String> question(
      MlflowSettings settings, Map<String, String> environment) {
    return () -> {
      MlflowHttp http = new MlflowHttp(settings.uri(), Credentials.authorization(environment));
      try {
        MlflowHttp.text(
            http.get("experiments/get-by-name", Map.of("experiment_name", settings.experiment())),
            "/experiment/experiment_id");
        return "it has the experiment " + settings.experiment();
      } catch (MlflowRefusal e) {
        if (e.errorCode().equals("RESOURCE_DOES_NOT_EXIST")) {
          return "the experiment %s is made by the first run".formatted(settings.experiment());
        }
        throw e;
      }
    };
  }

  private static MlflowProbe failed(MlflowSettings settings, String reason) {
    return new MlflowProbe(
        false,
        Redaction.redact(
            "%s: %s; check results.mlflow.uri, the server, and MLFLOW_TRACKING_TOKEN if it asks for one"
                .formatted(settings.uri(), ErrorText.of(reason))));
  }
}
