package org.sparkresnet.dataset;

/** Builder of a shard; takes images for their places in any order. */
final class ShardBuilder {
  private final byte[] pixels;
  private final byte[] labels;
  private final long[] ids;
  private int filled;

  ShardBuilder(int size) {
    this.pixels = new byte[size * Shard.IMAGE_BYTES];
    this.labels = new byte[size];
    this.ids = new long[size];
  }

  /** Copies one image of another shard to a place. */
  void set(int place, Shard from, int index) {
    set(place, from.labels()[index], from.ids()[index], from.pixels(), index * Shard.IMAGE_BYTES);
  }

  /** Copies one image, 3,072 bytes from an offset, to a place. */
  void set(int place, byte label, long id, byte[] source, int offset) {
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
