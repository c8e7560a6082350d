package org.sparkresnet.dataset;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Training examples that are held out for validation: those with the smallest content hashes. The
 * choice depends on the images only, not on seed, file order or number of workers. Equal images
 * fall on the same side (except for one pair at the boundary).
 *
 * @param ids example ids of the validation set, ascending
 */
public record HeldOutImages(long[] ids) implements Serializable {
  /**
   * Holds out the given number of examples.
   *
   * @param contentHashes one hash for each example, at the index of its id
   */
  public static HeldOutImages of(long[] contentHashes, int count) {
    long[] ids =
        IntStream.range(0, contentHashes.length)
            .boxed()
            .sorted(
                Comparator.<Integer, Long>comparing(i -> contentHashes[i], Long::compareUnsigned)
                    .thenComparing(i -> i))
            .limit(count)
            .mapToLong(Integer::longValue)
            .sorted()
            .toArray();
    return new HeldOutImages(ids);
  }

  /** Index of a held-out example among them. */
  int index(long id) {
    return Arrays.binarySearch(ids, id);
  }

  /** Tells whether an example is in the validation set. */
  boolean contains(long id) {
    return Arrays.binarySearch(ids, id) >= 0;
  }

  /** Index of a training example among the examples that are not held out. */
  int denseIndex(long id) {
    int at = Arrays.binarySearch(ids, id);
    if (at >= 0) {
      throw new IllegalArgumentException("example " + id + " is held out for validation");
    }
    return (int) (id - (-at - 1));
  }
}
