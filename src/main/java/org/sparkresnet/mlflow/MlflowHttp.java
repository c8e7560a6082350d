package org.sparkresnet.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.Json;

/**
 * Client of MLflow's REST API 2.0. A call waits at most 10 s for the connection. It throws an
 * IOException with a message of one line: an {@link MlflowRefusal} if the server answered.
 */
final class MlflowHttp {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 16 << 20;
  private static final int LONGEST_MESSAGE = 200;

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final String api;
  private final Optional<String> authorization;

  /**
   * @param uri URI of the server, without a slash at the end
   */
  MlflowHttp(String uri, Optional<String> authorization) {
    this.api = uri + "/api/2.0/mlflow/";
    this.authorization = authorization;
  }

  static ObjectNode newObject() {
    return Json.MAPPER.createObjectNode();
  }

  JsonNode post(String method, ObjectNode body) throws IOException, InterruptedException {
    return send(
        method,
        request(method)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  JsonNode get(String method, Map<String, String> query) throws IOException, InterruptedException {
    return send(
        method,
        request(
            query.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&", method + "?", ""))));
  }

  /**
   * Reads the text at a JSON pointer of an answer.
   *
   * @throws MlflowRefusal if the answer has no such text
   */
  static String text(JsonNode answer, String pointer) throws MlflowRefusal {
    JsonNode node = answer.at(pointer);
    if (!node.isTextual()) {
      throw new MlflowRefusal("", "its answer has no " + pointer);
    }
    return node.textValue();
  }

  private HttpRequest.Builder request(String methodAndQuery) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + methodAndQuery));
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private JsonNode send(String method, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(request.build(), about -> new LimitedBody(MOST_BYTES));
    JsonNode answer = parse(response.body());
    if (response.statusCode() != 200) {
      throw new MlflowRefusal(
          answer.path("error_code").asText(""),
          "%s answered %d%s".formatted(method, response.statusCode(), reason(response, answer)));
    }
    if (!answer.isObject()) {
      throw new MlflowRefusal("", method + " answered something that is no JSON object");
    }
    return answer;
  }

  /**
   * The server's reason: a JSON message, or plain text, as MLflow's check of host names answers.
   */
  private static String reason(HttpResponse<byte[]> response, JsonNode answer) {
    String reason = answer.path("message").isTextual() ? answer.get("message").textValue() : "";
    if (answer.isMissingNode()
        && response.headers().firstValue("Content-Type").orElse("").startsWith("text/plain")) {
      reason = new String(response.body(), StandardCharsets.UTF_8);
    }
    return reason.isBlank() ? "" : ": " + shortened(reason.strip());
  }

  private static JsonNode parse(byte[] body) throws IOException {
    try {
      return Json.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static String shortened(String message) {
    String line = ErrorText.of(message);
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
