package org.sparkresnet.nn;

import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of the graph's vertices, the same for every set of layers; they read like the paper. */
public final class VertexNames {
  static final String INPUT = "image";
  public static final String STEM = "stem";
  static final String HEAD_BN = "head-bn";
  static final String HEAD_RELU = "head-relu";
  static final String HEAD_POOL = "head-pool";
  public static final String DENSE = "dense";

  /** Ending of the vertex that adds the shortcut; residual networks have it, plain ones do not. */
  static final String ADD = "-add";

  private static final Pattern UNIT = Pattern.compile("stage1-unit(\\d+)(-.*)?");

  private VertexNames() {}

  /** A unit's name; stages and units count from 1: {@code stage2-unit1}. */
  static String unit(int stage, int unit) {
    return "stage" + stage + "-unit" + unit;
  }

  /**
   * The network whose graph has vertices of these names.
   *
   * @param classes outputs of its dense layer
   * @throws IllegalArgumentException if no network of this package has such vertices
   */
  static NetworkConfig networkOf(Collection<String> names, int classes) {
    int units = 0;
    boolean residual = false;
    for (String name : names) {
      Matcher matcher = UNIT.matcher(name);
      if (matcher.matches()) {
        units = Math.max(units, Integer.parseInt(matcher.group(1)));
        residual |= name.endsWith(ADD);
      }
    }
    if (units == 0) {
      throw new IllegalArgumentException("Not a graph of ResNet.create: no vertex of stage 1");
    }
    return new NetworkConfig(6 * units + 2, residual, classes);
  }
}
