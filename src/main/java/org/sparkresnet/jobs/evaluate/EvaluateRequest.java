package org.sparkresnet.jobs.evaluate;

import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;

/**
 * Request to evaluate a saved model on the test images of {@code data.path}.
 *
 * @param run name of the evaluation in the store
 * @param model path of a model.zip, or a version of the registry: champion, v7, NAME@v7
 */
public record EvaluateRequest(JobConfig config, RunId run, String model) {
  /** Refuses layers that this machine lacks, before Spark is started. */
  public EvaluateRequest {
    config.evaluationLayers();
  }
}
