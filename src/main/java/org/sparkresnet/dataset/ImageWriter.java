package org.sparkresnet.dataset;

import org.sparkresnet.cifar.CifarFormat;

/** Writes images as NHWC float32, augmented and normalised. One thread at a time. */
final class ImageWriter {
  private static final int SIDE = CifarFormat.SIDE;
  private static final int PLANE = CifarFormat.PLANE_BYTES;

  private final float[][] tables;

  ImageWriter(Normalization normalization) {
    this.tables = normalization.tables();
  }

  /**
   * Writes one image.
   *
   * @param pixels planar bytes [3,32,32], from pixelOffset on
   * @param target receives floats [32,32,3], from index {@code at} on; where a crop reaches into
   *     the padding they are 0, the mean colour
   */
  void write(
      byte[] pixels, int pixelOffset, Augmentation.Variation variation, float[] target, int at) {
    int dy = variation.dy();
    int dx = variation.dx();
    int step = variation.mirrored() ? -1 : 1;
    for (int channel = 0; channel < 3; channel++) {
      float[] table = tables[channel];
      int plane = pixelOffset + channel * PLANE;
      for (int y = 0; y < SIDE; y++) {
        int to = at + y * SIDE * 3 + channel;
        int fromY = y + dy;
        if (fromY < 0 || fromY >= SIDE) {
          for (int x = 0; x < SIDE; x++, to += 3) {
            target[to] = 0f;
          }
          continue;
        }
        int row = plane + fromY * SIDE;
        int fromX = variation.mirrored() ? SIDE - 1 - dx : dx;
        for (int x = 0; x < SIDE; x++, to += 3, fromX += step) {
          target[to] = fromX >= 0 && fromX < SIDE ? table[pixels[row + fromX] & 0xFF] : 0f;
        }
      }
    }
  }
}
