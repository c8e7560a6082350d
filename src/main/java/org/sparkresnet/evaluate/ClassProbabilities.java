package org.sparkresnet.evaluate;

import java.io.Serializable;
import java.util.List;

/**
 * Probabilities of all classes for examples, with their actual classes.
 *
 * @param probabilities [examples, classes], row-major
 * @param labels actual class ids [examples]
 */
record ClassProbabilities(float[] probabilities, int[] labels) implements Serializable {
  /** Parts one after the other. */
  static ClassProbabilities join(List<ClassProbabilities> parts) {
    long values = parts.stream().mapToLong(it -> it.probabilities.length).sum();
    float[] probabilities = new float[Math.toIntExact(values)];
    int[] labels = new int[parts.stream().mapToInt(it -> it.labels.length).sum()];
    int value = 0;
    int label = 0;
    for (ClassProbabilities part : parts) {
      System.arraycopy(part.probabilities, 0, probabilities, value, part.probabilities.length);
      System.arraycopy(part.labels, 0, labels, label, part.labels.length);
      value += part.probabilities.length;
      label += part.labels.length;
    }
    return new ClassProbabilities(probabilities, labels);
  }

  /** Number of examples. */
  int examples() {
    return labels.length;
  }

  /** Number of classes; 0 of no example. */
  int classes() {
    return labels.length == 0 ? 0 : probabilities.length / labels.length;
  }
}
