package org.sparkresnet.nn.kernels;

/**
 * Addresses of the four vectors of a batch normalisation in a flat parameter (or gradient) vector,
 * in DL4J's order: gamma, beta, mean, variance.
 *
 * @param address of gamma
 */
public record BatchNormParameters(long address, long channels) {
  long gamma() {
    return address;
  }

  long beta() {
    return address + channels * Float.BYTES;
  }

  long mean() {
    return address + 2 * channels * Float.BYTES;
  }

  long variance() {
    return address + 3 * channels * Float.BYTES;
  }

  /** Address of the element after the variances. */
  public long end() {
    return address + 4 * channels * Float.BYTES;
  }
}
