package org.sparkresnet.evaluate;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Predictions of examples in four growing arrays: 16 bytes for each example, so that 10,000
 * predictions are sent as 160 kB instead of as objects. Examples are in the order of adding and
 * merging.
 */
public final class Predictions implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Value of the actual class of an image without a label. */
  public static final int UNKNOWN = -1;

  /** Most classes: an id is kept in a signed short. */
  static final int MOST_CLASSES = Short.MAX_VALUE + 1;

  private int size;
  private long[] exampleIds;
  private short[] actual;
  private short[] predicted;
  private float[] probabilities;

  Predictions(int capacity) {
    exampleIds = new long[capacity];
    actual = new short[capacity];
    predicted = new short[capacity];
    probabilities = new float[capacity];
  }

  /** The most probable class from an offset on; of equals the lowest id. */
  public static int mostProbable(float[] probabilities, int offset, int classes) {
    int predicted = 0;
    for (int id = 1; id < classes; id++) {
      if (probabilities[offset + id] > probabilities[offset + predicted]) {
        predicted = id;
      }
    }
    return predicted;
  }

  void add(long exampleId, int actualId, int predictedId, float probability) {
    if (size == exampleIds.length) {
      resize(Math.max(16, 2 * size));
    }
    exampleIds[size] = exampleId;
    actual[size] = (short) actualId;
    predicted[size] = (short) predictedId;
    probabilities[size] = probability;
    size++;
  }

  /** These predictions followed by the others; changes neither. */
  Predictions merge(Predictions other) {
    Predictions both = new Predictions(Math.addExact(size, other.size));
    both.append(this);
    both.append(other);
    return both;
  }

  private void append(Predictions other) {
    System.arraycopy(other.exampleIds, 0, exampleIds, size, other.size);
    System.arraycopy(other.actual, 0, actual, size, other.size);
    System.arraycopy(other.predicted, 0, predicted, size, other.size);
    System.arraycopy(other.probabilities, 0, probabilities, size, other.size);
    size += other.size;
  }

  private void resize(int capacity) {
    exampleIds = Arrays.copyOf(exampleIds, capacity);
    actual = Arrays.copyOf(actual, capacity);
    predicted = Arrays.copyOf(predicted, capacity);
    probabilities = Arrays.copyOf(probabilities, capacity);
  }

  /** Number of examples. */
  public int size() {
    return size;
  }

  /** Id of the example at {@code index}. */
  public long exampleId(int index) {
    return exampleIds[requireIndex(index)];
  }

  /** Actual class of the example at {@code index}, or {@value #UNKNOWN}. */
  public int actual(int index) {
    return actual[requireIndex(index)];
  }

  /** Predicted class of the example at {@code index}. */
  public int predicted(int index) {
    return predicted[requireIndex(index)];
  }

  /** Probability of the predicted class, from 0 to 1. */
  public float probability(int index) {
    return probabilities[requireIndex(index)];
  }

  private int requireIndex(int index) {
    // The arrays are longer than the examples they hold.
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("index " + index + " of " + size + " predictions");
    }
    return index;
  }
}
