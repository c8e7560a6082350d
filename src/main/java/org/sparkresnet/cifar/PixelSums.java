package org.sparkresnet.cifar;

import java.io.Serializable;

/**
 * Sums of the pixels and of their squares for each channel (red, green, blue). Whole numbers: the
 * result is exact and does not depend on the order of addition. 64 bits are enough for 2.8e11
 * images.
 */
public final class PixelSums implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int CHANNELS = 3;
  private static final int PIXELS = CifarFormat.PIXEL_BYTES / CHANNELS;

  private final long images;
  private final long[] sums;
  private final long[] squares;

  private PixelSums(long images, long[] sums, long[] squares) {
    this.images = images;
    this.sums = sums;
    this.squares = squares;
  }

  /** The sums of no image. */
  public static PixelSums none() {
    return new PixelSums(0, new long[CHANNELS], new long[CHANNELS]);
  }

  /** Adds up whole records. */
  public static PixelSums of(RecordLayout layout, byte[] records) {
    int images = records.length / layout.recordBytes();
    long[] sums = new long[CHANNELS];
    long[] squares = new long[CHANNELS];
    for (int i = 0; i < images; i++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        int begin = i * layout.recordBytes() + layout.labelBytes() + channel * PIXELS;
        int sum = 0;
        int square = 0; // at most 1,024 x 255 x 255
        for (int at = begin; at < begin + PIXELS; at++) {
          int value = Byte.toUnsignedInt(records[at]);
          sum += value;
          square += value * value;
        }
        sums[channel] += sum;
        squares[channel] += square;
      }
    }
    return new PixelSums(images, sums, squares);
  }

  /** The sums of both sets of images. */
  public PixelSums plus(PixelSums other) {
    long[] bothSums = new long[CHANNELS];
    long[] bothSquares = new long[CHANNELS];
    for (int channel = 0; channel < CHANNELS; channel++) {
      bothSums[channel] = sums[channel] + other.sums[channel];
      bothSquares[channel] = squares[channel] + other.squares[channel];
    }
    return new PixelSums(images + other.images, bothSums, bothSquares);
  }

  /** Mean of pixels / 255 of a channel; NaN of no image. */
  double mean(int channel) {
    return (double) sums[channel] / (images * PIXELS) / 255;
  }

  /** Standard deviation of pixels / 255 of a channel; NaN of no image. */
  double standardDeviation(int channel) {
    double mean = (double) sums[channel] / (images * PIXELS);
    double meanSquare = (double) squares[channel] / (images * PIXELS);
    return Math.sqrt(Math.max(0, meanSquare - mean * mean)) / 255;
  }
}
