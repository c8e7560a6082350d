package org.sparkresnet.replica;

import java.io.Serializable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.sparkresnet.common.UserError;
import org.sparkresnet.nn.GraphSettings;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.ResNet;
import org.sparkresnet.nn.kernels.OneDnn;

/**
 * Specification from which an executor builds a replica of the network.
 *
 * @param seed of the initial parameters
 * @param portable limits oneDNN to AVX2, in every process that builds a replica
 * @param whitening of the first convolution, for a replica that is trained
 */
public record ReplicaSpec(
    NetworkConfig network,
    LayerSet layers,
    Optimizer optimizer,
    long seed,
    boolean portable,
    StemWhitening whitening)
    implements Serializable {
  private static final Optimizer FOR_INFERENCE =
      new Optimizer(new LearningRate.Constant(0), 0, false, 0);

  /** A specification without whitening. */
  public ReplicaSpec(
      NetworkConfig network, LayerSet layers, Optimizer optimizer, long seed, boolean portable) {
    this(network, layers, optimizer, seed, portable, StemWhitening.NONE);
  }

  /** A specification with the instruction set of each machine's CPU. */
  public ReplicaSpec(NetworkConfig network, LayerSet layers, Optimizer optimizer, long seed) {
    this(network, layers, optimizer, seed, false);
  }

  /** This specification, limited to AVX2 or not. */
  public ReplicaSpec portable(boolean limited) {
    return new ReplicaSpec(network, layers, optimizer, seed, limited, whitening);
  }

  /** This specification with a whitening of the first convolution. */
  public ReplicaSpec with(StemWhitening other) {
    return new ReplicaSpec(network, layers, optimizer, seed, portable, other);
  }

  /**
   * This specification with other layers, which have the same parameters, to predict with; itself
   * with its own layers, so that the networks that train also evaluate.
   */
  public ReplicaSpec with(LayerSet other) {
    if (other == layers) {
      return this;
    }
    return new ReplicaSpec(network, other, optimizer, seed, portable);
  }

  /** A specification for prediction only; its optimizer has no state. */
  public static ReplicaSpec forInference(NetworkConfig network, LayerSet layers) {
    return new ReplicaSpec(network, layers, FOR_INFERENCE, 0);
  }

  /** Tells whether this is a specification for prediction only. */
  boolean isForInference() {
    return optimizer.equals(FOR_INFERENCE);
  }

  /**
   * Creates a network with its initial parameters.
   *
   * @throws UserError of code USAGE if the CPU of this machine does not support the layers, and as
   *     {@link OneDnn#limitToAvx2}, if it is portable
   */
  public ComputationGraph createNetwork() {
    return createNetwork(GraphSettings.IMAGE_SIZE);
  }

  /** Creates a network for images of a size; see {@link #createNetwork()}. */
  ComputationGraph createNetwork(int imageSize) {
    if (portable) {
      OneDnn.limitToAvx2();
    }
    requireSupport();
    ComputationGraph created =
        ResNet.create(
            network, layers, optimizer.updater(), optimizer.weightDecay(), seed, imageSize);
    WhiteningStep.install(created, whitening);
    MuonStep.install(created, optimizer.muon());
    return created;
  }

  /** The driver chose the layers by its own CPU, and an executor may have another. */
  private void requireSupport() {
    if (layers == LayerSet.STOCK) {
      return;
    }
    OneDnn.unavailableReason()
        .ifPresent(
            reason -> {
              throw UserError.usage(
                  "model.layers cannot be onednn here: "
                      + reason
                      + "; use executors with AVX2, or --set model.layers=stock");
            });
    OneDnn.bfloat16Refusal("train.precision or evaluate.precision")
        .filter(reason -> layers == LayerSet.ONEDNN_BFLOAT16)
        .ifPresent(
            reason -> {
              throw UserError.usage(reason);
            });
  }
}
