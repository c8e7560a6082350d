package org.sparkresnet.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Client of MLflow's model registry, which follows the store's registry. */
final class RegisteredModels {
  private static final String SHA256 = Tags.PREFIX + "sha256";

  /**
   * Makes a scheme that no MLflow server opens. From 3.17 on a server refuses sftp:, hdfs: and
   * others of hosts that are not its own storage, lest it be made to connect there.
   */
  private static final String UNOPENED = "spark-resnet-";

  private final MlflowHttp http;
  private final LoggedRuns runs;

  RegisteredModels(MlflowHttp http, LoggedRuns runs) {
    this.http = http;
    this.runs = runs;
  }

  /**
   * Registers a version, unless a version with the same file and SHA-256 exists, and gives it the
   * alias champion. Idempotent.
   */
  void registerChampion(ChampionModel champion) throws IOException, InterruptedException {
    String source = champion.source(InetAddress.getLocalHost().getHostName());
    createModel(champion.model());
    Optional<String> known = find(champion, source);
    String number = known.isPresent() ? known.get() : createVersion(champion, source);
    http.post(
        "registered-models/alias",
        MlflowHttp.newObject()
            .put("name", champion.model())
            .put("alias", "champion")
            .put("version", number));
  }

  private void createModel(String name) throws IOException, InterruptedException {
    try {
      http.post("registered-models/create", MlflowHttp.newObject().put("name", name));
    } catch (MlflowRefusal e) {
      if (!e.errorCode().equals("RESOURCE_ALREADY_EXISTS")) {
        throw e;
      }
    }
  }

  private Optional<String> find(ChampionModel champion, String source)
      throws IOException, InterruptedException {
    Map<String, String> query = new HashMap<>();
    query.put("filter", "name = '" + champion.model() + "'");
    query.put("max_results", "200");
    String next;
    do {
      JsonNode page = http.get("model-versions/search", query);
      for (JsonNode version : page.path("model_versions")) {
        String known = version.path("source").asText();
        if ((known.equals(source) || known.equals(UNOPENED + source))
            && tag(version, SHA256).equals(champion.sha256())) {
          return Optional.of(MlflowHttp.text(version, "/version"));
        }
      }
      next = page.path("next_page_token").asText("");
      query.put("page_token", next);
    } while (!next.isEmpty());
    return Optional.empty();
  }

  private static String tag(JsonNode version, String key) {
    for (JsonNode tag : version.path("tags")) {
      if (tag.path("key").asText().equals(key)) {
        return tag.path("value").asText();
      }
    }
    return "";
  }

  private String createVersion(ChampionModel champion, String source)
      throws IOException, InterruptedException {
    try {
      return createVersionOf(champion, source);
    } catch (MlflowRefusal e) {
      if (!e.errorCode().equals("INVALID_PARAMETER_VALUE")) {
        throw e;
      }
      return createVersionOf(champion, UNOPENED + source);
    }
  }

  private String createVersionOf(ChampionModel champion, String source)
      throws IOException, InterruptedException {
    ObjectNode body =
        MlflowHttp.newObject()
            .put("name", champion.model())
            .put("source", source)
            .put("description", champion.version() + ": " + champion.reason());
    Optional<String> run = runs.find(champion.run());
    run.ifPresent(id -> body.put("run_id", id));
    new Tags(body)
        .with(Tags.PREFIX + "version", champion.version())
        .with(Tags.RUN_ID, champion.run().value())
        .with(SHA256, champion.sha256());
    return MlflowHttp.text(http.post("model-versions/create", body), "/model_version/version");
  }
}
