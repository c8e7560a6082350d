package org.sparkresnet.dataset;

import org.sparkresnet.common.UserError;

/** Builder of a shard; takes images for their places in any order. */
final class ShardBuilder {
  private final byte[] pixels;
  private final short[] labels;
  private final long[] ids;
  private int filled;

  /**
   * @throws UserError of code DATA if an array cannot have so many images
   */
  ShardBuilder(int size) {
    if (size > Shard.MOST_IMAGES) {
      throw UserError.data(
          "a shard must have at most %d images, cannot have: %d"
              .formatted(Shard.MOST_IMAGES, size));
    }
    this.pixels = new byte[size * Shard.IMAGE_BYTES];
    this.labels = new short[size];
    this.ids = new long[size];
  }

  /** Copies one image of another shard to a place. */
  void set(int place, Shard from, int index) {
    set(place, from.labels()[index], from.ids()[index], from.pixels(), index * Shard.IMAGE_BYTES);
  }

  /** Copies one image, 3,072 bytes from an offset, to a place. */
  void set(int place, short label, long id, byte[] source, int offset) {
    System.arraycopy(source, offset, pixels, place * Shard.IMAGE_BYTES, Shard.IMAGE_BYTES);
    labels[place] = label;
    ids[place] = id;
    filled++;
  }

  /** Number of images added. */
  int filled() {
    return filled;
  }

  Shard build() {
    return new Shard(pixels, labels, ids);
  }
}
