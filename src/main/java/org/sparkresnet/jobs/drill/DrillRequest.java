package org.sparkresnet.jobs.drill;

import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.store.RunId;

/**
 * Request to drill.
 *
 * @param run id of the drill in the store
 * @param assignments key=value over the drill's own configuration
 */
public record DrillRequest(RunId run, List<String> assignments) {
  /**
   * Seven iterations an epoch and a checkpoint every four: the newest can be lost. Three workers,
   * as the order of a sum of two makes no difference.
   */
  private static final List<String> SMALL =
      List.of(
          "model.depth=8",
          "train.workers=3",
          "train.batch-size=16",
          "train.epochs=8",
          "train.averaging-frequency=2",
          "train.learning-rate=0.02",
          "evaluate.every-epochs=0",
          "checkpoint.every-iterations=4",
          "checkpoint.keep=3",
          "lock.lease-seconds=10",
          "store.retry-seconds=2");

  public DrillRequest {
    assignments = List.copyOf(assignments);
  }

  /** The keys of each training, on images in a folder. */
  List<String> keys(String data) {
    List<String> keys = new ArrayList<>(SMALL);
    keys.addAll(assignments);
    keys.add("data.path=" + data);
    return keys;
  }

  /** The configuration of each training, on images in a folder. */
  JobConfig config(String data) {
    return JobConfig.load(null, keys(data));
  }
}
