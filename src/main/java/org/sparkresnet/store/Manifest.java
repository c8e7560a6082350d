package org.sparkresnet.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.common.Json;
import org.sparkresnet.common.MaybeDamaged;
import org.sparkresnet.common.PrintableText;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.common.UserError;

/**
 * Record of how a run was made, {@code manifest.json}: all that is needed to repeat the run.
 *
 * @param command the command: train, evaluate, …
 * @param config the resolved configuration, values as text; redacted by the constructor
 * @param dataSha256 fingerprint of the data; empty if it was not read
 * @param ompThreads OpenMP threads of a task
 * @param onednnMaxCpuIsa value of ONEDNN_MAX_CPU_ISA; empty if it is not set
 * @param cpuKernels identities of the CPU kernels that the workers trained with, or the driver's
 *     where nothing is trained; empty if not known
 * @param master Spark's master
 * @param modelSha256 SHA-256 of the model file; empty until there is one
 * @param data statistics and files of the data; empty if they were not read
 * @param training what trained it and from where; empty where nothing was trained, and in manifests
 *     of earlier versions
 */
@JsonPropertyOrder({
  "run_id",
  "command",
  "git_commit",
  "app_version",
  "config_sha256",
  "data_sha256",
  "model_sha256",
  "seed",
  "environment",
  "omp_threads",
  "onednn_max_cpu_isa",
  "cpu_kernels",
  "master",
  "application_id",
  "training",
  "data",
  "config"
})
public record Manifest(
    RunId runId,
    String command,
    String gitCommit,
    String appVersion,
    SortedMap<String, String> config,
    Optional<String> dataSha256,
    long seed,
    @JsonUnwrapped Provenance environment,
    int ompThreads,
    Optional<String> onednnMaxCpuIsa,
    @JsonProperty(defaultValue = "null") // absent in manifests of earlier versions
        Optional<String> cpuKernels,
    String master,
    String applicationId,
    Optional<String> modelSha256,
    @JsonProperty(defaultValue = "null") // absent in manifests of earlier versions
        @JsonSerialize(converter = DataSummaryJson.Writing.class)
        @JsonDeserialize(converter = DataSummaryJson.Reading.class)
        Optional<DataSummary> data,
    @JsonProperty(defaultValue = "null") // absent in manifests of earlier versions
        Optional<Training> training) {

  /**
   * Workers and start of a training.
   *
   * @param workers that train
   * @param parentRunId run whose model it started from; empty if it started from its seed
   * @param parentModelSha256 SHA-256 of that model's file; empty with the run
   */
  public record Training(
      int workers, Optional<RunId> parentRunId, Optional<String> parentModelSha256) {
    public Training {
      Objects.requireNonNull(parentRunId, "parent_run_id");
      Objects.requireNonNull(parentModelSha256, "parent_model_sha256");
    }
  }

  public Manifest {
    Objects.requireNonNull(runId, "run_id");
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(gitCommit, "git_commit");
    Objects.requireNonNull(appVersion, "app_version");
    config = Collections.unmodifiableSortedMap(Redaction.redact(config));
    Objects.requireNonNull(dataSha256, "data_sha256");
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(onednnMaxCpuIsa, "onednn_max_cpu_isa");
    Objects.requireNonNull(cpuKernels, "cpu_kernels");
    Objects.requireNonNull(master, "master");
    Objects.requireNonNull(applicationId, "application_id");
    Objects.requireNonNull(modelSha256, "model_sha256");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(training, "training");
  }

  /** This manifest under another name. */
  public Manifest withRunId(RunId newRunId) {
    return new Manifest(
        newRunId,
        command,
        gitCommit,
        appVersion,
        config,
        dataSha256,
        seed,
        environment,
        ompThreads,
        onednnMaxCpuIsa,
        cpuKernels,
        master,
        applicationId,
        modelSha256,
        data,
        training);
  }

  /** This manifest with the fingerprint of the data and what is kept of them. */
  public Manifest withData(String sha256, DataSummary summary) {
    return with(Optional.of(sha256), cpuKernels, modelSha256, Optional.of(summary), training);
  }

  /** Names of the classes of the data; CIFAR-10's where earlier versions kept none. */
  public ClassNames classes() {
    return data.map(DataSummary::classes).orElse(ClassNames.CIFAR_10);
  }

  /**
   * Tells whether another run has other test images, as far as both manifests tell: those of
   * earlier versions do not.
   */
  public boolean hasOtherTestImagesThan(Manifest other) {
    return data.isPresent()
        && other.data.isPresent()
        && !data.get().testSha256().equals(other.data.get().testSha256());
  }

  /** This manifest with the digest of the model file. */
  public Manifest withModelSha256(String sha256) {
    return with(dataSha256, cpuKernels, Optional.of(sha256), data, training);
  }

  /** This manifest with the kernels that the workers compute with. */
  public Manifest withCpuKernels(String kernels) {
    return with(dataSha256, Optional.of(kernels), modelSha256, data, training);
  }

  /** This manifest without kernels, of a training whose workers have not told theirs yet. */
  public Manifest withoutCpuKernels() {
    return with(dataSha256, Optional.empty(), modelSha256, data, training);
  }

  /** This manifest with the workers and the start of its training. */
  public Manifest withTraining(Training newTraining) {
    return with(dataSha256, cpuKernels, modelSha256, data, Optional.of(newTraining));
  }

  private Manifest with(
      Optional<String> newDataSha256,
      Optional<String> newCpuKernels,
      Optional<String> newModelSha256,
      Optional<DataSummary> newData,
      Optional<Training> newTraining) {
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
        newCpuKernels,
        master,
        applicationId,
        newModelSha256,
        newData,
        newTraining);
  }

  /** The redacted configuration, one "key = value" a line, by key. */
  public String configText() {
    return config.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + PrintableText.of(entry.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  /**
   * The keys and values of a {@link #configText()}, as the column {@code config} keeps it.
   *
   * @param text lines of another form are passed over
   */
  public static SortedMap<String, String> valuesOf(String text) {
    SortedMap<String, String> values = new TreeMap<>();
    text.lines()
        .forEach(
            line -> {
              int at = line.indexOf(" = ");
              if (at > 0) {
                values.put(line.substring(0, at), line.substring(at + " = ".length()));
              }
            });
    return values;
  }

  /** SHA-256 of {@link #configText()}: a secret does not change it, every other value does. */
  @JsonProperty("config_sha256")
  public String configSha256() {
    return Sha256.of(configText().getBytes(StandardCharsets.UTF_8));
  }

  /** All fields, always in one order; null for those not known. */
  public String toJson() {
    return Json.text(this);
  }

  /**
   * The manifest in a text, which may have other fields.
   *
   * @param origin the file, for messages
   * @throws UserError "ORIGIN: field run_id is missing", or a like rule
   */
  public static Manifest fromJson(String origin, String text) {
    return Json.read(origin, text, Manifest.class);
  }

  /**
   * The manifest of a run in a store; empty if it has none.
   *
   * @throws UserError as {@link #fromJson}, with what to do, or if it cannot be read
   */
  public static Optional<Manifest> ofRun(Store store, RunId run) {
    return RunRecords.read(store, store.manifest(run), Manifest::fromJson);
  }

  /**
   * The manifest of a run in a store; empty if it has none, or a damaged one, which says nothing of
   * the run.
   */
  public static Optional<Manifest> undamaged(Store store, RunId run) {
    return MaybeDamaged.of(() -> ofRun(store, run)).content().flatMap(it -> it);
  }
}
