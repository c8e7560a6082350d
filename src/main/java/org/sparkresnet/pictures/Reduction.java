package org.sparkresnet.pictures;

import org.sparkresnet.cifar.CifarFormat;

/**
 * Makes an image of 32x32 pixels of a picture. The sums are exact and rounded once: the bytes
 * depend on the decoded pixels alone, and turning a picture before or after makes no difference.
 */
final class Reduction {
  private static final int SIDE = CifarFormat.SIDE;

  private final RgbRows rows;
  private final AxisFilter columns;
  private final AxisFilter lines;

  private Reduction(RgbRows rows, AxisFilter columns, AxisFilter lines) {
    this.rows = rows;
    this.columns = columns;
    this.lines = lines;
  }

  /** The image, [3,32,32] planar RGB. */
  static byte[] of(RgbRows rows, Orientation orientation, Fit fit) throws DamagedPictureException {
    Reduction reduction =
        new Reduction(
            rows,
            filter(rows.width(), rows.height(), fit),
            filter(rows.height(), rows.width(), fit));
    return reduction.upright(reduction.sums(), orientation);
  }

  private static AxisFilter filter(int side, int other, Fit fit) {
    if (fit == Fit.CROP) {
      return AxisFilter.of(side, Math.min(side, other), SIDE);
    }
    long longer = Math.max(side, other);
    return AxisFilter.of(side, side, (int) Math.max(1, (2L * SIDE * side + longer) / (2 * longer)));
  }

  /** Weighted sums, [lines,columns,3]. */
  private long[] sums() throws DamagedPictureException {
    int across = columns.pixels() * CifarFormat.CHANNELS;
    long[] sums = new long[lines.pixels() * across];
    int[] rgb = new int[rows.width() * CifarFormat.CHANNELS];
    long[] reduced = new long[across];
    for (int y = 0; y < rows.height(); y++) {
      boolean isRead = false;
      for (int line = 0; line < lines.pixels(); line++) {
        long weight = lines.weight(line, y);
        if (weight == 0) {
          continue;
        }
        if (!isRead) {
          rows.read(y, rgb);
          reduce(rgb, reduced);
          isRead = true;
        }
        for (int i = 0; i < across; i++) {
          sums[line * across + i] += weight * reduced[i];
        }
      }
    }
    return sums;
  }

  private void reduce(int[] rgb, long[] reduced) {
    for (int column = 0; column < columns.pixels(); column++) {
      int[] weights = columns.weights()[column];
      long red = 0;
      long green = 0;
      long blue = 0;
      int from = CifarFormat.CHANNELS * columns.first()[column];
      for (int weight : weights) {
        red += (long) weight * rgb[from];
        green += (long) weight * rgb[from + 1];
        blue += (long) weight * rgb[from + 2];
        from += CifarFormat.CHANNELS;
      }
      reduced[CifarFormat.CHANNELS * column] = red;
      reduced[CifarFormat.CHANNELS * column + 1] = green;
      reduced[CifarFormat.CHANNELS * column + 2] = blue;
    }
  }

  /** Turns the small picture upright, in the middle of a black square. */
  private byte[] upright(long[] sums, Orientation orientation) {
    int width = columns.pixels();
    int height = lines.pixels();
    int across = orientation.isTransposed() ? height : width;
    int down = orientation.isTransposed() ? width : height;
    int left = (SIDE - across) / 2;
    int top = (SIDE - down) / 2;
    byte[] image = new byte[CifarFormat.PIXEL_BYTES];
    for (int y = 0; y < down; y++) {
      for (int x = 0; x < across; x++) {
        int stored = orientation.stored(x, y, width, height);
        long sum = columns.sums()[stored % width] * lines.sums()[stored / width];
        for (int channel = 0; channel < CifarFormat.CHANNELS; channel++) {
          image[channel * CifarFormat.PLANE_BYTES + (top + y) * SIDE + left + x] =
              (byte) ((sums[CifarFormat.CHANNELS * stored + channel] + sum / 2) / sum);
        }
      }
    }
    return image;
  }
}
