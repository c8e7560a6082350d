package org.sparkresnet.cli;

import org.apache.hadoop.conf.Configuration;
import org.sparkresnet.dataset.Normalization;
import org.sparkresnet.train.LearningRate;
import org.sparkresnet.train.Optimizer;
import org.sparkresnet.train.ReplicaSpec;

/** How a saved model is run forward. */
final class Inference {
  private Inference() {}

  /** What the network was trained on counts, not what this command's configuration says. */
  static Normalization normalization(Configuration hadoop, Models.Loaded model, Settings settings) {
    return Models.configBeside(hadoop, model.path())
        .map(Recipes::normalization)
        .orElse(Recipes.normalization(settings));
  }

  /** The network, whose training part is not used. */
  static ReplicaSpec replica(Models.Loaded model, Settings settings) {
    return new ReplicaSpec(
        model.network(),
        Recipes.layers(settings),
        new Optimizer(new LearningRate.Constant(0), 0, false, 0),
        0);
  }
}
