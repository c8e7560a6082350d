package org.sparkresnet.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.rows.RunRow;

/** Client for the runs of one MLflow experiment. */
final class LoggedRuns {
  private static final int MOST_PARAMS = 100;
  private static final int MOST_METRICS = 1_000;
  private static final int LONGEST_PARAM = 6_000;

  private final MlflowHttp http;
  private final String experiment;

  /**
   * @param experiment name of the experiment
   */
  LoggedRuns(MlflowHttp http, String experiment) {
    this.http = http;
    this.experiment = experiment;
  }

  /**
   * Logs a run that has ended. MLflow's params and metrics cannot be changed, so an earlier MLflow
   * run of the same run id is deleted after the new one is complete.
   */
  void log(Manifest manifest, RunRow run, List<MetricRow> metrics)
      throws IOException, InterruptedException {
    String experimentId = experimentId();
    List<String> earlier = find(experimentId, manifest.runId());
    String id = create(experimentId, manifest, run, metrics);
    ObjectNode end = MlflowHttp.newObject().put("run_id", id).put("status", run.status().name());
    run.endedAt().ifPresent(ended -> end.put("end_time", ended.toEpochMilli()));
    http.post("runs/update", end);
    delete(earlier);
  }

  /**
   * Logs a run that goes on. Earlier MLflow runs of the same run id that have not ended are deleted
   * after the new one is complete; one that has ended stays until this one has ended too.
   *
   * @return MLflow's id
   */
  String begin(Manifest manifest, RunRow run, List<MetricRow> metrics)
      throws IOException, InterruptedException {
    String experimentId = experimentId();
    List<String> earlier = new ArrayList<>();
    for (JsonNode found : search(experimentId, manifest.runId())) {
      if (found.at("/info/status").asText().equals("RUNNING")) {
        earlier.add(MlflowHttp.text(found, "/info/run_id"));
      }
    }
    String id = create(experimentId, manifest, run, metrics);
    delete(earlier);
    return id;
  }

  /** Logs further metrics of a run. */
  void append(String id, List<MetricRow> metrics) throws IOException, InterruptedException {
    logBatches(id, "metrics", MOST_METRICS, metrics, LoggedRuns::fill);
  }

  private void delete(List<String> ids) throws IOException, InterruptedException {
    for (String id : ids) {
      http.post("runs/delete", MlflowHttp.newObject().put("run_id", id));
    }
  }

  /** Finds MLflow's id of a run; empty if the run was not logged. */
  Optional<String> find(RunId run) throws IOException, InterruptedException {
    return find(experimentId(), run).stream().findFirst();
  }

  private String experimentId() throws IOException, InterruptedException {
    try {
      return existingExperimentId();
    } catch (MlflowRefusal e) {
      if (!e.errorCode().equals("RESOURCE_DOES_NOT_EXIST")) {
        throw e;
      }
    }
    try {
      JsonNode made =
          http.post("experiments/create", MlflowHttp.newObject().put("name", experiment));
      return MlflowHttp.text(made, "/experiment_id");
    } catch (MlflowRefusal e) {
      if (e.errorCode().equals("RESOURCE_ALREADY_EXISTS")) {
        return existingExperimentId(); // another run made it just now
      }
      throw e;
    }
  }

  private String existingExperimentId() throws IOException, InterruptedException {
    JsonNode found = http.get("experiments/get-by-name", Map.of("experiment_name", experiment));
    return MlflowHttp.text(found, "/experiment/experiment_id");
  }

  /** Finds MLflow's ids of a run, the newest first. */
  private List<String> find(String experimentId, RunId run)
      throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    for (JsonNode found : search(experimentId, run)) {
      ids.add(MlflowHttp.text(found, "/info/run_id"));
    }
    return ids;
  }

  private JsonNode search(String experimentId, RunId run) throws IOException, InterruptedException {
    ObjectNode search =
        MlflowHttp.newObject().put("filter", "tags.`%s` = '%s'".formatted(Tags.RUN_ID, run));
    search.putArray("experiment_ids").add(experimentId);
    return http.post("runs/search", search).path("runs");
  }

  /** Makes a run of MLflow with its parameters and metrics. */
  private String create(String experimentId, Manifest manifest, RunRow run, List<MetricRow> metrics)
      throws IOException, InterruptedException {
    String id = create(experimentId, manifest, run);
    logBatches(id, "params", MOST_PARAMS, ParamRow.of(manifest.config()), LoggedRuns::fill);
    append(id, metrics);
    return id;
  }

  private String create(String experimentId, Manifest manifest, RunRow run)
      throws IOException, InterruptedException {
    ObjectNode body =
        MlflowHttp.newObject()
            .put("experiment_id", experimentId)
            .put("run_name", run.runName())
            .put("start_time", run.startedAt().toEpochMilli());
    new Tags(body)
        .with("mlflow.user", System.getProperty("user.name", "?"))
        .with("mlflow.source.name", "spark-resnet " + manifest.command())
        .with("mlflow.source.type", "JOB")
        .with("mlflow.source.git.commit", manifest.gitCommit())
        .with(Tags.RUN_ID, manifest.runId().value())
        .with(Tags.PREFIX + "config_sha256", manifest.configSha256())
        .with(Tags.PREFIX + "data_sha256", manifest.dataSha256())
        .with(Tags.PREFIX + "model_sha256", manifest.modelSha256())
        .with(Tags.PREFIX + "app_version", manifest.appVersion())
        .with(Tags.PREFIX + "application_id", manifest.applicationId())
        .with(Tags.PREFIX + "workers", String.valueOf(run.workers()))
        .with(Tags.PREFIX + "error", run.error());
    return MlflowHttp.text(http.post("runs/create", body), "/run/info/run_id");
  }

  private <R> void logBatches(
      String id, String field, int most, List<R> rows, BiConsumer<ObjectNode, R> fill)
      throws IOException, InterruptedException {
    for (int from = 0; from < rows.size(); from += most) {
      ObjectNode batch = MlflowHttp.newObject().put("run_id", id);
      ArrayNode array = batch.putArray(field);
      rows.subList(from, Math.min(from + most, rows.size()))
          .forEach(row -> fill.accept(array.addObject(), row));
      http.post("runs/log-batch", batch);
    }
  }

  private static void fill(ObjectNode json, ParamRow param) {
    json.put("key", param.key()).put("value", Tags.cut(param.value(), LONGEST_PARAM));
  }

  private static void fill(ObjectNode json, MetricRow metric) {
    // Jackson writes NaN and infinite numbers as the strings that MLflow reads.
    json.put("key", metric.split() + "/" + metric.key())
        .put("value", metric.value())
        .put("timestamp", metric.recordedAt().toEpochMilli())
        .put("step", metric.step());
  }
}
