package org.sparkresnet.bench;

import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.nn.LayerSet;

/**
 * System whose speed is measured, and the precision of its activations.
 *
 * @param name such as spark-resnet, or PyTorch 2.15.0 channels_last
 * @param precision float32 or bf16
 */
record MeasuredSystem(String name, String precision) {
  /** Name of this build, whatever its version. */
  static final String OURS = "spark-resnet";

  static final String FLOAT32 = "float32";
  static final String BF16 = "bf16";

  /** The system that computes with these layers in this process. */
  static MeasuredSystem of(LayerSet layers) {
    return switch (layers) {
      case STOCK ->
          new MeasuredSystem("DL4J %s stock layers".formatted(BuildInfo.dl4jVersion()), FLOAT32);
      case ONEDNN -> new MeasuredSystem(OURS, FLOAT32);
      case ONEDNN_BFLOAT16 -> new MeasuredSystem(OURS, BF16);
    };
  }

  /** This build in the same precision. */
  MeasuredSystem ours() {
    return new MeasuredSystem(OURS, precision);
  }

  /** Name and precision. */
  String fullName() {
    return name + " " + precision;
  }
}
