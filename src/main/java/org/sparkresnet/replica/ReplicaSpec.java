package org.sparkresnet.replica;

import java.io.Serializable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.ResNet;

/**
 * What an executor needs to build a replica of the network.
 *
 * @param seed of the initial parameters
 */
public record ReplicaSpec(NetworkConfig network, LayerSet layers, Optimizer optimizer, long seed)
    implements Serializable {
  /** A new network with its initial parameters. */
  public ComputationGraph createNetwork() {
    return ResNet.create(network, layers, optimizer.updater(), optimizer.weightDecay(), seed);
  }
}
