package org.sparkresnet.replica;

import java.io.Serializable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.ResNet;

/**
 * Specification from which an executor builds a replica of the network.
 *
 * @param seed of the initial parameters
 */
public record ReplicaSpec(NetworkConfig network, LayerSet layers, Optimizer optimizer, long seed)
    implements Serializable {
  /** A specification for prediction only; its optimizer has no state. */
  public static ReplicaSpec forInference(NetworkConfig network, LayerSet layers) {
    return new ReplicaSpec(
        network, layers, new Optimizer(new LearningRate.Constant(0), 0, false, 0), 0);
  }

  /** Creates a network with its initial parameters. */
  public ComputationGraph createNetwork() {
    return ResNet.create(network, layers, optimizer.updater(), optimizer.weightDecay(), seed);
  }
}
