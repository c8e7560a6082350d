package org.sparkresnet.mlflow;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Reads credentials from the environment variables of MLflow's own clients. */
final class Credentials {
  private Credentials() {}

  /** Tells whether a server's address would send credentials in clear to another machine. */
  static boolean isExposed(String uri, Map<String, String> environment) {
    return uri.startsWith("http://")
        && authorization(environment).isPresent()
        && !isLoopback(URI.create(uri).getHost());
  }

  private static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.matches("127(?:\\.\\d{1,3}){3}")
        || host.equals("[::1]");
  }

  /**
   * The value of the header Authorization: of user and password if both are set, else of the token;
   * empty if none is set.
   *
   * @param environment with MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or
   *     MLFLOW_TRACKING_TOKEN
   */
  static Optional<String> authorization(Map<String, String> environment) {
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
    if (!user.isEmpty() && !password.isEmpty()) {
      byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }
    return token.isEmpty() ? Optional.empty() : Optional.of("Bearer " + token);
  }
}
