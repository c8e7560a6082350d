package org.sparkresnet.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Server on loopback that keeps runs as MLflow does: metrics are only added, and a deleted run is
 * not found any more.
 */
public final class RememberingMlflow implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String API = "/api/2.0/mlflow/";

  private final List<Run> runs = new ArrayList<>();
  private final HttpServer server;

  /** Run with its points as "split/key step". */
  public static final class Run {
    private final JsonNode tags;
    private final List<String> points = new ArrayList<>();
    private String status = "RUNNING";
    private boolean deleted;

    Run(JsonNode tags) {
      this.tags = tags;
    }

    /** RUNNING, FINISHED or FAILED. */
    public String status() {
      return status;
    }

    public boolean isDeleted() {
      return deleted;
    }

    /** Points in the order in which they came. */
    public List<String> points() {
      return points;
    }
  }

  public RememberingMlflow() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(API, this::handle);
    server.start();
  }

  public String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All runs in the order in which they were made, the deleted ones too. */
  public synchronized List<Run> runs() {
    return List.copyOf(runs);
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode body = MAPPER.readTree(exchange.getRequestBody().readAllBytes());
      String method = exchange.getRequestURI().getPath().substring(API.length());
      byte[] answer = answer(method, body).toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private ObjectNode answer(String method, JsonNode body) {
    ObjectNode answer = MAPPER.createObjectNode();
    switch (method) {
      case "experiments/get-by-name" -> answer.putObject("experiment").put("experiment_id", "0");
      case "runs/search" -> search(body.path("filter").asText(), answer.putArray("runs"));
      case "runs/create" -> {
        answer.putObject("run").putObject("info").put("run_id", String.valueOf(runs.size()));
        runs.add(new Run(body.path("tags")));
      }
      case "runs/log-batch" ->
          body.path("metrics")
              .forEach(it -> run(body).points.add(it.path("key").asText() + " " + it.path("step")));
      case "runs/update" -> run(body).status = body.path("status").asText();
      case "runs/delete" -> run(body).deleted = true;
      default -> throw new AssertionError(method);
    }
    return answer;
  }

  private void search(String filter, ArrayNode found) {
    for (int i = runs.size() - 1; i >= 0; i--) {
      Run run = runs.get(i);
      for (JsonNode tag : run.tags) {
        if (!run.deleted
            && filter.equals(
                "tags.`%s` = '%s'"
                    .formatted(tag.path("key").asText(), tag.path("value").asText()))) {
          found
              .addObject()
              .putObject("info")
              .put("run_id", String.valueOf(i))
              .put("status", run.status);
        }
      }
    }
  }

  private Run run(JsonNode body) {
    return runs.get(Integer.parseInt(body.path("run_id").asText()));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
