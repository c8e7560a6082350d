package org.sparkresnet.nn;

/** Names of the graph's vertices, the same for every set of layers; they read like the paper. */
final class VertexNames {
  static final String INPUT = "image";
  static final String STEM = "stem";
  static final String HEAD_BN = "head-bn";
  static final String HEAD_RELU = "head-relu";
  static final String HEAD_POOL = "head-pool";
  static final String DENSE = "dense";

  private VertexNames() {}

  /** A unit's name; stages and units count from 1: {@code stage2-unit1}. */
  static String unit(int stage, int unit) {
    return "stage" + stage + "-unit" + unit;
  }
}
