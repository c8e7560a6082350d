package org.sparkresnet.mlflow;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.Locations;

/**
 * Settings of the MLflow server: address, experiment and time limit.
 *
 * @param uri such as {@code http://HOST:5000}, without a slash at the end; empty for none
 * @param experiment name of the experiment for runs
 * @param patience time limit for all calls about one run or one champion
 */
public record MlflowSettings(String uri, String experiment, Duration patience) {
  private static final int MOST_SECONDS = 3_600;

  /**
   * @throws UserError of code USAGE if the URI is not that of an HTTP server or contains a user, if
   *     the experiment has no name, or if the patience is not 1 s to 1 h
   */
  public MlflowSettings {
    uri = uri.strip();
    Locations.requireNoPassword("results.mlflow.uri", uri);
    if (!uri.isEmpty() && !isServer(uri)) {
      throw UserError.usage(
          "results.mlflow.uri must be http://HOST:PORT or https://HOST:PORT, or empty for none,"
              + " cannot be: "
              + uri);
    }
    uri = uri.replaceAll("/+$", "");
    if (experiment.isBlank()) {
      throw UserError.usage("results.mlflow.experiment must have a name, cannot be: ''");
    }
    if (patience.toSeconds() < 1 || patience.toSeconds() > MOST_SECONDS) {
      throw UserError.usage(
          "results.mlflow.timeout-seconds must be between 1 and %d, cannot be: %d"
              .formatted(MOST_SECONDS, patience.toSeconds()));
    }
  }

  boolean isOff() {
    return uri.isEmpty();
  }

  private static boolean isServer(String text) {
    try {
      URI uri = new URI(text);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null // credentials come from the environment
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
