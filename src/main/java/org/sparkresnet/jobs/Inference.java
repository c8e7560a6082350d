package org.sparkresnet.jobs;

import org.apache.hadoop.conf.Configuration;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.replica.LearningRate;
import org.sparkresnet.replica.Optimizer;
import org.sparkresnet.replica.ReplicaSpec;

/** How a saved model is run forward. */
public final class Inference {
  private Inference() {}

  /** What the network was trained on counts, not what this command's configuration says. */
  public static Normalization normalization(
      Configuration hadoop, SavedModel.Loaded model, Settings settings) {
    return SavedModel.configBeside(hadoop, model.path())
        .map(Recipes::normalization)
        .orElse(Recipes.normalization(settings));
  }

  /** The network, whose training part is not used. */
  public static ReplicaSpec replica(SavedModel.Loaded model, Settings settings) {
    return new ReplicaSpec(
        model.network(),
        Recipes.layers(settings),
        new Optimizer(new LearningRate.Constant(0), 0, false, 0),
        0);
  }
}
