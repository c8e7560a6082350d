package org.sparkresnet.jobs.convert;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Comparator;
import org.sparkresnet.common.Sha256;

/**
 * Place of a picture among all: the test images first, then by the SHA-256 of the pixels, then by
 * label. Pictures that have all of these in common have equal records, and any order of theirs
 * gives equal files.
 *
 * @param first eight bytes of the digest
 * @param part partition that the picture is in
 * @param index in the partition
 */
record PictureKey(
    boolean isTest,
    long first,
    long second,
    long third,
    long fourth,
    short label,
    int part,
    int index)
    implements Comparable<PictureKey>, Serializable {
  private static final Comparator<PictureKey> ORDER =
      Comparator.comparing(PictureKey::isTest, Comparator.reverseOrder())
          .thenComparing(PictureKey::first, Long::compareUnsigned)
          .thenComparing(PictureKey::second, Long::compareUnsigned)
          .thenComparing(PictureKey::third, Long::compareUnsigned)
          .thenComparing(PictureKey::fourth, Long::compareUnsigned)
          .thenComparing(PictureKey::label)
          .thenComparing(PictureKey::part)
          .thenComparing(PictureKey::index);

  /** Bits of a double's fraction. */
  private static final int FRACTION_BITS = 53;

  /**
   * Key of a picture.
   *
   * @param testShare share of the digests that are for testing, from 0 on
   */
  static PictureKey of(
      byte[] pixels, short label, Side side, double testShare, int part, int index) {
    ByteBuffer digest = ByteBuffer.wrap(Sha256.start().digest(pixels));
    long first = digest.getLong();
    boolean isTest =
        switch (side) {
          case TRAINING -> false;
          case TEST -> true;
          case BY_CONTENT -> fraction(first) < testShare;
        };
    return new PictureKey(
        isTest, first, digest.getLong(), digest.getLong(), digest.getLong(), label, part, index);
  }

  private static double fraction(long bits) {
    return (bits >>> (Long.SIZE - FRACTION_BITS)) * 0x1p-53;
  }

  /** Tells whether another picture has the same pixels. */
  boolean hasPixelsOf(PictureKey other) {
    return first == other.first
        && second == other.second
        && third == other.third
        && fourth == other.fourth;
  }

  /** Puts the label and the digest of the pixels. */
  void putContent(ByteBuffer to) {
    to.putShort(label).putLong(first).putLong(second).putLong(third).putLong(fourth);
  }

  @Override
  public int compareTo(PictureKey other) {
    return ORDER.compare(this, other);
  }
}
