package org.sparkresnet.dataset;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Which training examples are held out for validation: the given number of examples whose images
 * have the smallest content hashes. It depends on the images alone, not on seed, file order or
 * number of workers, and equal images fall on the same side (but for one pair at the boundary).
 *
 * @param heldOut example ids of the validation set, ascending
 */
public record ValidationSplit(long[] heldOut) implements Serializable {
  /**
   * Holds out count examples.
   *
   * @param contentHashes one hash an example, at the index of its id
   */
  public static ValidationSplit of(long[] contentHashes, int count) {
    long[] heldOut =
        IntStream.range(0, contentHashes.length)
            .boxed()
            .sorted(
                Comparator.<Integer, Long>comparing(i -> contentHashes[i], Long::compareUnsigned)
                    .thenComparing(i -> i))
            .limit(count)
            .mapToLong(Integer::longValue)
            .sorted()
            .toArray();
    return new ValidationSplit(heldOut);
  }

  /** Whether an example is in the validation set. */
  boolean holdsOut(long id) {
    return Arrays.binarySearch(heldOut, id) >= 0;
  }

  /** Rank of a training example among the training examples that are not held out. */
  int denseIndex(long id) {
    int at = Arrays.binarySearch(heldOut, id);
    if (at >= 0) {
      throw new IllegalArgumentException("example " + id + " is held out for validation");
    }
    return (int) (id - (-at - 1));
  }
}
