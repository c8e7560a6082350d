package org.sparkresnet.pictures;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Way in which the rows of a picture are stored, by the tag 0x0112 of EXIF.
 *
 * @param value 1 to 8; 1 is upright
 */
record Orientation(int value) {
  static final Orientation UPRIGHT = new Orientation(1);

  private static final int LAST = 8;
  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int TIFF = 42;
  private static final int ENTRY_BYTES = 12;

  /** Orientations from here on exchange rows and columns. */
  private static final int FIRST_TRANSPOSED = 5;

  /** Orientation in a TIFF structure, as EXIF has it; upright where it says none or is damaged. */
  static Orientation ofTiff(ByteBuffer bytes) {
    try {
      ByteBuffer tiff = bytes.slice();
      short order = tiff.getShort();
      if (order != 0x4949 && order != 0x4d4d) {
        return UPRIGHT;
      }
      tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      if (tiff.getShort() != TIFF) {
        return UPRIGHT;
      }
      tiff.position(tiff.getInt());
      int entries = Short.toUnsignedInt(tiff.getShort());
      for (int i = 0; i < entries; i++) {
        int at = tiff.position();
        if (Short.toUnsignedInt(tiff.getShort()) == TAG && tiff.getShort() == SHORT) {
          tiff.getInt();
          int value = Short.toUnsignedInt(tiff.getShort());
          return value >= 1 && value <= LAST ? new Orientation(value) : UPRIGHT;
        }
        tiff.position(at + ENTRY_BYTES);
      }
      return UPRIGHT;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return UPRIGHT; // other data of the camera's may be damaged, the picture is not
    }
  }

  /** Tells whether rows and columns are exchanged. */
  boolean isTransposed() {
    return value >= FIRST_TRANSPOSED;
  }

  /**
   * Index of the stored pixel that an upright picture has at a place.
   *
   * @param x column of the upright picture
   * @param y row of the upright picture
   * @param width of the stored picture
   * @param height of the stored picture
   */
  int stored(int x, int y, int width, int height) {
    int column = isTransposed() ? y : x;
    int row = isTransposed() ? x : y;
    boolean fromRight = value == 2 || value == 3 || value == 7 || value == 8;
    boolean fromBelow = value == 3 || value == 4 || value == 6 || value == 7;
    return (fromBelow ? height - 1 - row : row) * width + (fromRight ? width - 1 - column : column);
  }
}
