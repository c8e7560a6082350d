package org.sparkresnet.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.common.JsonFields;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.common.UserError;

/**
 * Where a run came from: {@code manifest.json}, all that is needed to repeat it.
 *
 * @param command the command: train, evaluate, …
 * @param config the resolved configuration, values as text; redacted by the constructor
 * @param dataSha256 fingerprint of the data; empty if it was not read
 * @param ompThreads OpenMP threads of a task
 * @param onednnMaxCpuIsa value of ONEDNN_MAX_CPU_ISA; empty if it is not set
 * @param master Spark's master
 * @param modelSha256 SHA-256 of the model file; empty until there is one
 * @param data statistics and files of the data; empty if they were not read
 */
public record Manifest(
    RunId runId,
    String command,
    String gitCommit,
    String appVersion,
    SortedMap<String, String> config,
    Optional<String> dataSha256,
    long seed,
    Provenance environment,
    int ompThreads,
    Optional<String> onednnMaxCpuIsa,
    String master,
    String applicationId,
    Optional<String> modelSha256,
    Optional<DataSummary> data) {

  public Manifest {
    Objects.requireNonNull(runId, "run_id");
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(gitCommit, "git_commit");
    Objects.requireNonNull(appVersion, "app_version");
    config = Collections.unmodifiableSortedMap(Redaction.redact(config));
    Objects.requireNonNull(dataSha256, "data_sha256");
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(onednnMaxCpuIsa, "onednn_max_cpu_isa");
    Objects.requireNonNull(master, "master");
    Objects.requireNonNull(applicationId, "application_id");
    Objects.requireNonNull(modelSha256, "model_sha256");
    Objects.requireNonNull(data, "data");
  }

  /** The same with the fingerprint of the data and what is kept of them. */
  public Manifest withData(String sha256, DataSummary summary) {
    return with(Optional.of(sha256), modelSha256, Optional.of(summary));
  }

  /** The same with the digest of the model file. */
  public Manifest withModelSha256(String sha256) {
    return with(dataSha256, Optional.of(sha256), data);
  }

  private Manifest with(
      Optional<String> newDataSha256,
      Optional<String> newModelSha256,
      Optional<DataSummary> newData) {
    return new Manifest(
        runId,
        command,
        gitCommit,
        appVersion,
        config,
        newDataSha256,
        seed,
        environment,
        ompThreads,
        onednnMaxCpuIsa,
        master,
        applicationId,
        newModelSha256,
        newData);
  }

  /** The redacted configuration, one "key = value" a line, by key. */
  public String configText() {
    return config.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + entry.getValue() + "\n")
        .collect(Collectors.joining());
  }

  /** SHA-256 of {@link #configText()}: a secret does not change it, every other value does. */
  public String configSha256() {
    return Sha256.of(configText().getBytes(StandardCharsets.UTF_8));
  }

  /** All fields, always in this order; null for those not known. */
  public String toJson() {
    ObjectNode json = JsonFields.newObject();
    putInto(json);
    return JsonFields.pretty(json);
  }

  /** Adds all fields to an object that may have others, which reading passes over. */
  public void putInto(ObjectNode json) {
    json.put("run_id", runId.value());
    json.put("command", command);
    json.put("git_commit", gitCommit);
    json.put("app_version", appVersion);
    json.put("config_sha256", configSha256());
    json.put("data_sha256", dataSha256.orElse(null));
    json.put("model_sha256", modelSha256.orElse(null));
    json.put("seed", seed);
    json.put("spark_version", environment.sparkVersion());
    json.put("dl4j_version", environment.dl4jVersion());
    json.put("onednn_version", environment.onednnVersion().orElse(null));
    json.put("java_version", environment.javaVersion());
    json.put("os_arch", environment.osArch());
    json.put("cpu_model", environment.cpuModel());
    json.put("omp_threads", ompThreads);
    json.put("onednn_max_cpu_isa", onednnMaxCpuIsa.orElse(null));
    json.put("master", master);
    json.put("application_id", applicationId);
    data.ifPresentOrElse(
        it -> DataSummaryJson.put(it, json.putObject("data")), () -> json.putNull("data"));
    ObjectNode keys = json.putObject("config");
    config.forEach(keys::put);
  }

  /**
   * The manifest in a text.
   *
   * @param origin the file, for messages
   * @throws UserError "ORIGIN: field run_id is missing", or a like rule
   */
  public static Manifest fromJson(String origin, String text) {
    return of(JsonFields.parse(origin, text));
  }

  /**
   * The manifest of a run in a store; empty if it has none.
   *
   * @throws UserError as {@link #fromJson}, or if it cannot be read
   */
  public static Optional<Manifest> ofRun(Store store, RunId run) {
    Path file = store.manifest(run);
    return store.exists(file)
        ? Optional.of(fromJson(file.toString(), store.readText(file)))
        : Optional.empty();
  }

  /** The manifest in an object, which may have other fields. */
  public static Manifest of(JsonFields json) {
    return new Manifest(
        new RunId(json.string("run_id")),
        json.string("command"),
        json.string("git_commit"),
        json.string("app_version"),
        new TreeMap<>(config(json.object("config"))),
        json.optionalString("data_sha256"),
        json.integer("seed"),
        new Provenance(
            json.string("spark_version"),
            json.string("dl4j_version"),
            json.optionalString("onednn_version"),
            json.string("java_version"),
            json.string("os_arch"),
            json.string("cpu_model")),
        Math.toIntExact(json.integer("omp_threads")),
        json.optionalString("onednn_max_cpu_isa"),
        json.string("master"),
        json.string("application_id"),
        json.optionalString("model_sha256"),
        json.isAbsent("data")
            ? Optional.empty() // also in manifests of earlier versions
            : Optional.of(DataSummaryJson.of(json.object("data"))));
  }

  private static Map<String, String> config(JsonFields json) {
    Map<String, String> config = new TreeMap<>();
    json.fields().forEach(key -> config.put(key, json.string(key)));
    return config;
  }
}
