package org.sparkresnet.dataset;

/**
 * Stateless 64-bit mixing, the source of every pseudo-random choice. Order and augmentation derive
 * from (seed, epoch, id), so they are the same on any machine and in any order of calls.
 */
public final class SplitMix64 {
  /** 2^64 divided by the golden ratio; the increment of SplitMix64 (Steele et al. 2014). */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private SplitMix64() {}

  /** The finaliser of SplitMix64: a bijection of 64-bit words whose output bits are all mixed. */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** One word that depends on every bit of both arguments, and on their order. */
  public static long mix(long a, long b) {
    return mix(mix(a + GOLDEN) + b * GOLDEN + GOLDEN);
  }

  /** One word that depends on every bit of the three arguments, and on their order. */
  public static long mix(long a, long b, long c) {
    return mix(mix(a, b), c);
  }

  /**
   * A number in [0, bound) from the given word, by multiplication of its upper 32 bits; the bias is
   * below bound / 2^32.
   */
  public static int bounded(long word, int bound) {
    return (int) (((word >>> 32) * bound) >>> 32);
  }
}
