package org.sparkresnet.pictures;

/**
 * Weights of the pixels of one side, for each pixel of the smaller side: a triangle as wide as two
 * of these (of the larger pixels, if the side grows), which is bilinear interpolation with
 * antialiasing. The weights are whole numbers, the same on every machine, and the same from both
 * ends.
 *
 * @param first index of the first pixel with a weight, for each pixel of the smaller side
 * @param weights of it and of the next ones
 * @param sums of the weights
 */
record AxisFilter(int[] first, int[][] weights, long[] sums) {
  /**
   * Filter of a side, of which the middle is shown.
   *
   * @param length pixels of the side
   * @param shown pixels that become the smaller side
   * @param pixels of the smaller side
   */
  static AxisFilter of(int length, int shown, int pixels) {
    int[] first = new int[pixels];
    int[][] weights = new int[pixels][];
    long[] sums = new long[pixels];
    // In units of 1 / (2 x pixels) of a pixel.
    long width = 2L * Math.max(shown, pixels);
    long unit = 2L * pixels;
    for (int i = 0; i < pixels; i++) {
      long centre = (2L * i + 1) * shown + (long) pixels * (length - shown);
      // Pixel j has its centre at (2j + 1) x pixels.
      int from = (int) Math.max(0, Math.floorDiv(centre - width - pixels, unit) + 1);
      int to = (int) Math.min(length - 1L, Math.floorDiv(centre + width - pixels - 1, unit));
      first[i] = from;
      weights[i] = new int[to - from + 1];
      for (int j = from; j <= to; j++) {
        int weight = (int) (width - Math.abs((2L * j + 1) * pixels - centre));
        weights[i][j - from] = weight;
        sums[i] += weight;
      }
    }
    return new AxisFilter(first, weights, sums);
  }

  /** Weight of a pixel of the side in pixel i of the smaller one. */
  int weight(int i, int pixel) {
    int at = pixel - first[i];
    return at < 0 || at >= weights[i].length ? 0 : weights[i][at];
  }

  /** Pixels of the smaller side. */
  int pixels() {
    return first.length;
  }
}
