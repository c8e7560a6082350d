package org.sparkresnet.mlflow;

import java.net.URI;
import java.util.Objects;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.store.RunId;

/**
 * Champion of the registry, as registered in MLflow.
 *
 * @param model name of the model, MLflow's registered model
 * @param version version in the registry, such as v000007; MLflow gives its own numbers
 * @param file the version's model.zip in the store
 * @param run run that trained the model
 * @param reason reason in words why it is the champion
 */
public record ChampionModel(
    String model, String version, Path file, String sha256, RunId run, String reason) {

  public ChampionModel {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(reason, "reason");
  }

  /**
   * URI of the file for other machines. MLflow refuses paths of another machine's disk, so for a
   * local file the URI names this machine.
   *
   * @param host this machine's name
   */
  String source(String host) {
    URI uri = file.toUri();
    return uri.getScheme() == null || uri.getScheme().equals("file")
        ? "sftp://" + host + uri.getRawPath()
        : uri.toString();
  }
}
