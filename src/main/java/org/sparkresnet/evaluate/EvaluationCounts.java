package org.sparkresnet.evaluate;

import java.io.Serializable;
import java.util.Locale;

/**
 * Mergeable counts of an evaluation: confusion matrix, top-5 hits, sum of losses, predictions.
 *
 * <p>The confusion matrix, the top-5 hits and the number of examples do not depend on the order of
 * merging. The sum of losses is a floating-point sum and the predictions are a list: for
 * reproducible results the parts must be merged in a fixed order.
 *
 * <p>Between equal probabilities the lowest class id comes first, in the prediction and in the top
 * 5.
 */
public final class EvaluationCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Smallest probability in the loss (at most 16.1 for an example): smaller ones are raised to it.
   * A float32 softmax underflows to 0, and one infinite loss would hide all others.
   */
  public static final double SMALLEST_PROBABILITY = 1e-7;

  private static final int TOP = 5;

  private final int classes;
  private final Predictions predictions;
  private long top5Hits;
  private double lossSum;

  /** Counts of no example; at most {@value Predictions#MOST_CLASSES} classes. */
  public EvaluationCounts(int classes) {
    this(requireClasses(classes), new Predictions(0));
  }

  private EvaluationCounts(int classes, Predictions predictions) {
    this.classes = classes;
    this.predictions = predictions;
  }

  private static int requireClasses(int classes) {
    if (classes < 1 || classes > Predictions.MOST_CLASSES) {
      throw new IllegalArgumentException(
          "classes must be 1 to %d, cannot be: %d".formatted(Predictions.MOST_CLASSES, classes));
    }
    return classes;
  }

  /**
   * Counts a minibatch.
   *
   * <p>A probability of NaN makes the mean loss NaN, so that divergence is visible. Such an example
   * is no top-5 hit.
   *
   * @param probabilities class probabilities [b, classes], row-major
   * @param labels actual class ids [b]
   * @param exampleIds ids of the examples [b]
   */
  public void add(float[] probabilities, int[] labels, long[] exampleIds) {
    if (probabilities.length != labels.length * classes || exampleIds.length != labels.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a minibatch of %d labels needs %d probabilities and %d example ids, has: %d and %d",
              labels.length,
              labels.length * classes,
              labels.length,
              probabilities.length,
              exampleIds.length));
    }
    for (int i = 0; i < labels.length; i++) {
      addExample(probabilities, i * classes, labels[i], exampleIds[i]);
    }
  }

  private void addExample(float[] probabilities, int offset, int label, long exampleId) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "actual class must be from 0 to " + (classes - 1) + ", cannot be: " + label);
    }
    int predicted = Predictions.mostProbable(probabilities, offset, classes);
    predictions.add(exampleId, label, predicted, probabilities[offset + predicted]);
    float own = probabilities[offset + label];
    if (!Float.isNaN(own) && rank(probabilities, offset, label) < TOP) {
      top5Hits++;
    }
    // Math.max keeps NaN.
    lossSum -= Math.log(Math.max(own, SMALLEST_PROBABILITY));
  }

  /** Number of classes before the label in the order of probability; a NaN comes last. */
  private int rank(float[] probabilities, int offset, int label) {
    float own = probabilities[offset + label];
    int before = 0;
    for (int id = 0; id < classes; id++) {
      float other = probabilities[offset + id];
      boolean ownFirst = own > other || (own == other && label <= id);
      if (!ownFirst) {
        before++;
      }
    }
    return before;
  }

  /** The sum of these counts and the others; changes neither. */
  public EvaluationCounts merge(EvaluationCounts other) {
    if (other.classes != classes) {
      throw new IllegalArgumentException(
          "counts must have the same classes to merge, have: %d and %d"
              .formatted(classes, other.classes));
    }
    EvaluationCounts both = new EvaluationCounts(classes, predictions.merge(other.predictions));
    both.top5Hits = top5Hits + other.top5Hits;
    both.lossSum = lossSum + other.lossSum;
    return both;
  }

  /**
   * Checks the number of examples, because a lost or repeated task must not appear as a slightly
   * different accuracy.
   *
   * @param what the examples' name in the message, such as "test images"
   * @throws IllegalStateException "counted 9,872 of 10,000 test images"
   */
  public void requireExactly(long expected, String what) {
    if (examples() != expected) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "counted %,d of %,d %s", examples(), expected, what));
    }
  }

  /**
   * The confusion matrix, counted anew from the predictions: that of a thousand classes has 8 MB,
   * which no task has to send.
   */
  public ConfusionMatrix confusion() {
    ConfusionMatrix matrix = new ConfusionMatrix(classes);
    for (int i = 0; i < predictions.size(); i++) {
      matrix.add(predictions.actual(i), predictions.predicted(i));
    }
    return matrix;
  }

  /** Prediction of each example, in the order of adding and merging. */
  public Predictions predictions() {
    return predictions;
  }

  /** Number of examples. */
  public long examples() {
    return predictions.size();
  }

  /** Examples whose actual class is among the five most probable ones. */
  public long top5Hits() {
    return top5Hits;
  }

  /** Sum over the examples of the negative natural logarithm of the actual class's probability. */
  public double lossSum() {
    return lossSum;
  }
}
