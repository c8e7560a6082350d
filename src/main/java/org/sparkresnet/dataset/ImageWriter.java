package org.sparkresnet.dataset;

import java.util.Arrays;
import org.sparkresnet.cifar.CifarFormat;

/** Writes images as NHWC float32, augmented and normalised. One thread at a time. */
final class ImageWriter {
  private static final int SIDE = CifarFormat.SIDE;
  private static final int PLANE = CifarFormat.PLANE_BYTES;
  private static final int CHANNELS = CifarFormat.CHANNELS;

  private final float[] reds;
  private final float[] greens;
  private final float[] blues;

  ImageWriter(Normalization normalization) {
    float[][] tables = normalization.tables();
    reds = tables[0];
    greens = tables[1];
    blues = tables[2];
  }

  /**
   * Writes one image.
   *
   * @param pixels planar bytes [3,32,32], from pixelOffset on
   * @param size height and width of the output
   * @param target receives floats [size,size,3], from index {@code at} on; padding in the mean
   *     colour is 0
   */
  void write(
      byte[] pixels,
      int pixelOffset,
      Augmentation.Variation variation,
      int size,
      float[] target,
      int at) {
    int dx = variation.dx();
    // Columns of the output whose pixels lie within the image.
    int begin = Math.min(size, Math.max(0, -dx));
    int end = Math.max(begin, Math.min(size, SIDE - dx));
    int step = variation.mirrored() ? -1 : 1;
    for (int y = 0; y < size; y++) {
      int to = at + y * size * CHANNELS;
      int fromY = y + variation.dy();
      if (fromY < 0 || fromY >= SIDE) {
        Arrays.fill(target, to, to + size * CHANNELS, 0f);
        continue;
      }
      int inside = to + begin * CHANNELS;
      Arrays.fill(target, to, inside, 0f);
      int column = variation.mirrored() ? SIDE - 1 - (dx + begin) : dx + begin;
      writeRow(pixels, pixelOffset + fromY * SIDE + column, step, target, inside, end - begin);
      Arrays.fill(target, to + end * CHANNELS, to + size * CHANNELS, 0f);
    }
  }

  /**
   * Writes adjacent pixels of one row.
   *
   * @param from index of the red byte of the first pixel
   * @param step 1, or -1 from right to left
   */
  private void writeRow(byte[] pixels, int from, int step, float[] target, int at, int count) {
    int red = from;
    int to = at;
    for (int i = 0; i < count; i++, red += step, to += CHANNELS) {
      target[to] = reds[pixels[red] & 0xFF];
      target[to + 1] = greens[pixels[red + PLANE] & 0xFF];
      target[to + 2] = blues[pixels[red + 2 * PLANE] & 0xFF];
    }
  }
}
