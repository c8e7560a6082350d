package org.sparkresnet.replica;

import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sparkresnet.nn.GraphSettings;
import org.sparkresnet.nn.onednn.OneDnnNetworks;

/**
 * Networks of a replica, one for each size of images, each made when it is needed first. One of
 * them holds the state of training, which moves with the size of the minibatches. One thread.
 */
final class SizedNetworks {
  private final ReplicaSpec spec;
  private final ComputationGraph whole;
  private final Map<Integer, ComputationGraph> bySize = new TreeMap<>();
  private int held = GraphSettings.IMAGE_SIZE;

  SizedNetworks(ReplicaSpec spec) {
    this.spec = spec;
    whole = spec.createNetwork();
    bySize.put(held, whole);
  }

  /** The network of whole images. */
  ComputationGraph whole() {
    return whole;
  }

  /** Begins training from a state. */
  void load(Weights weights, int iteration, int epoch) {
    load(holder(), weights, iteration, epoch);
  }

  /** The network of images of a size, with the state that training has reached. */
  ComputationGraph ofSize(long size) {
    int wanted = Math.toIntExact(size);
    if (wanted != held) {
      ComputationGraph before = holder();
      load(
          bySize.computeIfAbsent(wanted, spec::createNetwork),
          weights(),
          before.getConfiguration().getIterationCount(),
          before.getConfiguration().getEpochCount());
      held = wanted;
    }
    return holder();
  }

  private ComputationGraph holder() {
    return bySize.get(held);
  }

  /** A copy of the weights that training has reached. */
  Weights weights() {
    return NativeArrays.weights(holder());
  }

  private static void load(ComputationGraph network, Weights weights, int iteration, int epoch) {
    NativeArrays.set(network.params(), weights.parameters());
    NativeArrays.set(network.getUpdater(true).getStateViewArray(), weights.updaterState());
    network.getConfiguration().setIterationCount(iteration);
    network.getConfiguration().setEpochCount(epoch);
  }

  /** Frees the native memory of the networks. */
  void close() {
    bySize.values().forEach(OneDnnNetworks::close);
  }
}
