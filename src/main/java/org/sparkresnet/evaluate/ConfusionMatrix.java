package org.sparkresnet.evaluate;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Counts of examples by actual and predicted class. Rows are actual, columns predicted, also in
 * print. Counts are integers, so merging is exactly associative and commutative: the result does
 * not depend on how the examples were partitioned.
 */
public final class ConfusionMatrix implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int classes;

  /** Counts [classes, classes], row-major. */
  private final long[] counts;

  /** A matrix of zeros for classes 0 to {@code classes - 1}. */
  public ConfusionMatrix(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes must be at least 1, cannot be: " + classes);
    }
    this.classes = classes;
    this.counts = new long[classes * classes];
  }

  /** Counts one example. */
  public void add(int actual, int predicted) {
    counts[index(actual, predicted)]++;
  }

  /** The sum of both matrices; neither is changed. */
  public ConfusionMatrix merge(ConfusionMatrix other) {
    if (other.classes != classes) {
      throw new IllegalArgumentException(
          "matrices must have the same classes to merge, have: "
              + classes
              + " and "
              + other.classes);
    }
    ConfusionMatrix sum = new ConfusionMatrix(classes);
    for (int i = 0; i < counts.length; i++) {
      sum.counts[i] = Math.addExact(counts[i], other.counts[i]);
    }
    return sum;
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** Examples of class {@code actual} that were predicted as {@code predicted}. */
  public long count(int actual, int predicted) {
    return counts[index(actual, predicted)];
  }

  /** Examples whose actual class this is: the sum of its row. */
  public long actualTotal(int actual) {
    long total = 0;
    for (int predicted = 0; predicted < classes; predicted++) {
      total += count(actual, predicted);
    }
    return total;
  }

  /** Examples that were predicted as this class: the sum of its column. */
  public long predictedTotal(int predicted) {
    long total = 0;
    for (int actual = 0; actual < classes; actual++) {
      total += count(actual, predicted);
    }
    return total;
  }

  /** Examples that were predicted right: the sum of the diagonal. */
  public long correct() {
    long total = 0;
    for (int id = 0; id < classes; id++) {
      total += count(id, id);
    }
    return total;
  }

  /** All examples. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  private int index(int actual, int predicted) {
    return requireClass("actual", actual) * classes + requireClass("predicted", predicted);
  }

  private int requireClass(String name, int id) {
    if (id < 0 || id >= classes) {
      throw new IllegalArgumentException(
          name + " class must be from 0 to " + (classes - 1) + ", cannot be: " + id);
    }
    return id;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfusionMatrix that
        && classes == that.classes
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return 31 * classes + Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "ConfusionMatrix[classes=" + classes + ", counts=" + Arrays.toString(counts) + "]";
  }
}
