package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;

/** Images whose pixels and labels are functions of their ids, so that any mix-up shows. */
final class Synthetic {
  private Synthetic() {}

  static Shard shard(long... ids) {
    byte[] pixels = new byte[ids.length * Shard.IMAGE_BYTES];
    short[] labels = new short[ids.length];
    for (int i = 0; i < ids.length; i++) {
      labels[i] = (short) label(ids[i]);
      System.arraycopy(image(ids[i]), 0, pixels, i * Shard.IMAGE_BYTES, Shard.IMAGE_BYTES);
    }
    return new Shard(pixels, labels, ids);
  }

  static Shard range(long from, long to) {
    return shard(LongStream.range(from, to).toArray());
  }

  static byte[] image(long id) {
    byte[] image = new byte[Shard.IMAGE_BYTES];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) SplitMix64.mix(id, i);
    }
    return image;
  }

  static int label(long id) {
    return SplitMix64.bounded(SplitMix64.mix(id), 10);
  }

  /** Pixels, label and id of every image belong together. */
  static void assertIntact(Shard shard) {
    Shard expected = shard(shard.ids());
    assertThat(shard.pixels()).isEqualTo(expected.pixels());
    assertThat(shard.labels()).isEqualTo(expected.labels());
  }

  static long[] ids(List<Shard> shards) {
    return shards.stream().flatMapToLong(shard -> LongStream.of(shard.ids())).toArray();
  }
}
