package org.sparkresnet.config;

import java.util.Optional;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.UserError;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.kernels.OneDnn;

/**
 * Keys model.*: the network and its implementation.
 *
 * @param network for CIFAR-10's classes; those of other data replace their number
 * @param layers the implementation that is asked for; {@link #layerSet} gives the one that is used
 */
public record ModelConfig(NetworkConfig network, Layers layers) {
  private static final Logger LOG = LoggerFactory.getLogger(ModelConfig.class);
  static final String LAYERS = "model.layers";
  private static final String DEPTH = "model.depth";
  private static final String RESIDUAL = "model.residual";

  /** Values of model.layers. */
  public enum Layers {
    /** ONEDNN where the CPU supports it, otherwise STOCK. */
    AUTO,
    /** Layers on oneDNN. */
    ONEDNN,
    /** DL4J's own layers. */
    STOCK
  }

  static ModelConfig of(Settings settings) {
    return new ModelConfig(
        new NetworkConfig(settings.integer(DEPTH), settings.flag(RESIDUAL)),
        settings.choice(LAYERS, Layers.class));
  }

  /**
   * Name of the network of an earlier run, such as ResNet-20 or Plain-56, also if today's rules
   * refuse it; empty if the run's configuration has no depth.
   *
   * @param config keys and values as {@code JobConfig.values} gave them
   */
  public static Optional<String> storedName(SortedMap<String, String> config) {
    String kind = "false".equals(config.get(RESIDUAL)) ? "Plain-" : "ResNet-";
    return Optional.ofNullable(config.get(DEPTH)).map(depth -> kind + depth);
  }

  /**
   * Chooses the layers by this machine's CPU.
   *
   * @param key that asks for the precision
   * @param portable limits this process to the instruction set that all CPUs of oneDNN have
   * @throws UserError of code USAGE if the CPU does not support what is asked for
   */
  LayerSet layerSet(Precision precision, String key, boolean portable) {
    if (portable) {
      OneDnn.limitToAvx2(); // before the CPU is looked at
    }
    LayerSet set =
        switch (layers) {
          case STOCK -> LayerSet.STOCK;
          case ONEDNN -> requireOneDnn();
          case AUTO -> OneDnn.isAvailable() ? LayerSet.ONEDNN : fallBack();
        };
    return switch (precision) {
      case FLOAT32 -> set;
      case BF16 -> inBfloat16(set, key);
      case AUTO ->
          set == LayerSet.ONEDNN && OneDnn.isFastInBfloat16() ? LayerSet.ONEDNN_BFLOAT16 : set;
    };
  }

  private static LayerSet requireOneDnn() {
    OneDnn.unavailableReason()
        .ifPresent(
            reason -> {
              throw UserError.usage(LAYERS + " cannot be onednn here: " + reason);
            });
    return LayerSet.ONEDNN;
  }

  private static LayerSet fallBack() {
    LOG.warn(
        "No oneDNN here ({}): training with DL4J's own layers, about fifty times slower",
        OneDnn.unavailableReason().orElse("unknown"));
    return LayerSet.STOCK;
  }

  private static LayerSet inBfloat16(LayerSet set, String key) {
    if (set == LayerSet.STOCK) {
      throw UserError.usage(
          key + " can be bf16 only with model.layers = onednn, which is not used here");
    }
    OneDnn.bfloat16Refusal(key)
        .ifPresent(
            reason -> {
              throw UserError.usage(reason);
            });
    return LayerSet.ONEDNN_BFLOAT16;
  }
}
