package org.sparkresnet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A real MLflow server in a process of its own, and what it answers. */
final class MlflowServer implements AutoCloseable {
  /** The first start installs it. */
  private static final Duration MOST = Duration.ofMinutes(6);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path log;
  private final String uri;
  private final Process process;

  /**
   * Starts it and waits until it answers.
   *
   * @param folder for its database and its log
   */
  MlflowServer(Path folder) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    log = folder.resolve("server.log");
    uri = "http://127.0.0.1:" + port;
    process =
        new ProcessBuilder("src/test/mlflow/server", folder.toString(), String.valueOf(port))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Instant end = Instant.now().plus(MOST);
    while (!answers()) {
      if (!process.isAlive() || Instant.now().isAfter(end)) {
        close();
        throw new IllegalStateException("MLflow did not start: " + Files.readString(log));
      }
      Thread.sleep(300);
    }
  }

  String uri() {
    return uri;
  }

  private boolean answers() throws IOException, InterruptedException {
    try {
      return client
              .send(
                  HttpRequest.newBuilder(URI.create(uri + "/health")).timeout(PATIENCE).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (ConnectException | HttpTimeoutException e) {
      return false;
    }
  }

  /** Calls a method of the REST API with a body, or without one if it is empty. */
  JsonNode ask(String method, String body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri + "/api/2.0/mlflow/" + method)).timeout(PATIENCE);
    if (!body.isEmpty()) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(body));
    }
    return new ObjectMapper()
        .readTree(client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body());
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
