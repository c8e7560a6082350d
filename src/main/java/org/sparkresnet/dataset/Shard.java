package org.sparkresnet.dataset;

import java.io.Serializable;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.sparkresnet.cifar.CifarFormat;

/**
 * Images as bytes with labels and ids: a quarter of the size of floats, cheap to cache and to send.
 *
 * @param pixels 3,072 bytes an image: 1,024 red, 1,024 green, 1,024 blue, row-major
 * @param labels class ids, one an image
 * @param ids example ids, one an image
 */
public record Shard(byte[] pixels, short[] labels, long[] ids) implements Serializable {
  /** Bytes of an image. */
  public static final int IMAGE_BYTES = CifarFormat.PIXEL_BYTES;

  /** Most images of a shard, 699,050: an array has at most 2^31 - 1 bytes. */
  public static final int MOST_IMAGES = Integer.MAX_VALUE / IMAGE_BYTES;

  /** Checks that the three arrays have the same number of images. */
  public Shard {
    if (labels.length != ids.length || pixels.length != (long) ids.length * IMAGE_BYTES) {
      throw new IllegalArgumentException(
          "pixels, labels and ids disagree: %d / %d, %d, %d"
              .formatted(pixels.length, IMAGE_BYTES, labels.length, ids.length));
    }
  }

  /** The images that are not held out. */
  Shard without(HeldOutImages heldOut) {
    return heldOut.ids().length == 0 ? this : select(i -> !heldOut.contains(ids[i]));
  }

  /** The images that are held out. */
  Shard only(HeldOutImages heldOut) {
    return select(i -> heldOut.contains(ids[i]));
  }

  private Shard select(IntPredicate wanted) {
    int[] indexes = IntStream.range(0, size()).filter(wanted).toArray();
    ShardBuilder selected = new ShardBuilder(indexes.length);
    for (int index : indexes) {
      selected.set(selected.filled(), this, index);
    }
    return selected.build();
  }

  /** Number of images. */
  public int size() {
    return ids.length;
  }
}
