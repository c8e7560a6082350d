package org.sparkresnet.jobs.evaluate;

import java.util.List;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.LabelMode;
import org.sparkresnet.files.Locations;
import org.sparkresnet.store.RunId;

/**
 * Request to score images with a saved model.
 *
 * @param run name of the scoring in the store
 * @param model path of a model.zip, or a version of the registry: champion, v7, NAME@v7
 * @param inputs folders, files and globs with CIFAR-format files, on any Hadoop file system
 * @param labels tells whether a record begins with a label
 */
public record ScoreRequest(
    JobConfig config, RunId run, String model, List<String> inputs, LabelMode labels) {
  /** Refuses, before Spark is started, passwords in paths and layers that this machine lacks. */
  public ScoreRequest {
    config.evaluationLayers();
    inputs = List.copyOf(inputs);
    inputs.forEach(path -> Locations.requireNoPassword("--input", path));
  }
}
