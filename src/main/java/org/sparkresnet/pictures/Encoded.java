package org.sparkresnet.pictures;

import java.util.Optional;
import org.sparkresnet.common.HumanText;

/**
 * Bytes of a picture that a decoder of the JDK reads, with what the header of its format says.
 *
 * @param decoder class of the JDK's provider
 * @param bytes without metadata, so that nothing in them changes colours or fails
 * @param width of the decoded picture
 * @param height of the decoded picture
 * @param bitsPerPixel of the decoded picture
 * @param screen canvas on which the picture stands
 * @param orientation of the stored rows
 * @param transparent samples of the one colour that is transparent, as PNG has it
 */
record Encoded(
    String decoder,
    byte[] bytes,
    int width,
    int height,
    int bitsPerPixel,
    Screen screen,
    Orientation orientation,
    Optional<int[]> transparent) {
  /** Most bytes of a decoded picture: 66 million pixels in colour. */
  static final long MOST_BYTES = 200_000_000;

  private static final int MOST_PIXELS_OF_A_SIDE = 65_535;

  /**
   * Canvas, transparent where the picture is not.
   *
   * @param left column of the picture's first one
   * @param top row of the picture's first one
   */
  record Screen(int width, int height, int left, int top) {}

  /** Picture that is its own canvas. */
  static Encoded whole(
      String decoder,
      byte[] bytes,
      int width,
      int height,
      int bitsPerPixel,
      Orientation orientation,
      Optional<int[]> transparent) {
    return new Encoded(
        decoder,
        bytes,
        width,
        height,
        bitsPerPixel,
        new Screen(width, height, 0, 0),
        orientation,
        transparent);
  }

  /** Refuses a picture without pixels, or with more than memory is meant for. */
  Encoded requireDecodable() throws DamagedPictureException {
    requireSides(width, height);
    requireSides(screen.width, screen.height);
    return this;
  }

  private void requireSides(int columns, int rows) throws DamagedPictureException {
    if (columns < 1 || rows < 1) {
      throw new DamagedPictureException(HumanText.format("has no pixels: %d x %d", columns, rows));
    }
    long decoded = (long) columns * rows * Math.max(1, (bitsPerPixel + 7) / 8);
    if (columns > MOST_PIXELS_OF_A_SIDE || rows > MOST_PIXELS_OF_A_SIDE || decoded > MOST_BYTES) {
      throw new DamagedPictureException(
          HumanText.format(
              "is too large: %,d x %,d pixels are %,d MB decoded, at most %,d MB are",
              columns, rows, decoded / 1_000_000, MOST_BYTES / 1_000_000));
    }
  }
}
