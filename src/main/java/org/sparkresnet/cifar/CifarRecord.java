package org.sparkresnet.cifar;

import java.util.Arrays;
import java.util.Objects;

/** Labelled image: a label of 0 to 9 and pixels [3,32,32], one byte each, planar RGB. */
public final class CifarRecord {
  private final int label;
  private final byte[] pixels;

  /**
   * Takes a copy of the pixels.
   *
   * @throws IllegalArgumentException if the label is not 0 to 9 or there are not 3,072 pixel bytes
   */
  public CifarRecord(int label, byte[] pixels) {
    this(checkedLabel(label), pixels, 0, pixels.length);
  }

  private CifarRecord(int label, byte[] bytes, int from, int to) {
    if (to - from != CifarFormat.PIXEL_BYTES) {
      throw new IllegalArgumentException(
          "An image has " + CifarFormat.PIXEL_BYTES + " pixel bytes, cannot be: " + (to - from));
    }
    this.label = label;
    this.pixels = Arrays.copyOfRange(bytes, from, to);
  }

  /**
   * Reads the record of 3,073 bytes that starts at {@code offset}.
   *
   * @throws IllegalArgumentException if its label is above 9
   * @throws IndexOutOfBoundsException if the array ends before the record does
   */
  public static CifarRecord decode(byte[] bytes, int offset) {
    int end = checkedEnd(bytes, offset);
    return new CifarRecord(checkedLabel(Byte.toUnsignedInt(bytes[offset])), bytes, offset + 1, end);
  }

  /**
   * Writes the record's 3,073 bytes from {@code offset} on.
   *
   * @throws IndexOutOfBoundsException if the array has no room for it
   */
  public void encode(byte[] bytes, int offset) {
    checkedEnd(bytes, offset);
    bytes[offset] = (byte) label;
    System.arraycopy(pixels, 0, bytes, offset + 1, CifarFormat.PIXEL_BYTES);
  }

  /** The class, 0 to 9. */
  public int label() {
    return label;
  }

  /** A copy of the pixels [3,32,32], planar RGB; bytes are unsigned. */
  public byte[] pixels() {
    return pixels.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CifarRecord that
        && label == that.label
        && Arrays.equals(pixels, that.pixels);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(pixels) + label;
  }

  @Override
  public String toString() {
    return "CifarRecord[" + CifarFormat.CLASS_NAMES.get(label) + "]";
  }

  private static int checkedLabel(int label) {
    if (label < 0 || label >= CifarFormat.CLASSES) {
      throw new IllegalArgumentException("label must be 0 to 9, cannot be: " + label);
    }
    return label;
  }

  private static int checkedEnd(byte[] bytes, int offset) {
    int length = CifarFormat.RECORD_BYTES;
    return Objects.checkFromIndexSize(offset, length, bytes.length) + length;
  }
}
