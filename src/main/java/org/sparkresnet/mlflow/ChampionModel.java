package org.sparkresnet.mlflow;

import java.net.URI;
import java.util.Objects;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.store.RunId;

/**
 * The champion of the registry, as MLflow is told of it.
 *
 * @param model name of the model, MLflow's registered model
 * @param version in the registry, such as v000007; MLflow gives numbers of its own
 * @param file the version's model.zip in the store
 * @param run that trained it
 * @param reason why it is the champion, in words
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
   * Where the file is for others: MLflow refuses a path that is local to somebody else, so one on a
   * local disk names the machine as well.
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
