package org.sparkresnet.registry;

import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkresnet.evaluate.Predictions;

/**
 * Answers of a model to the test images, by the image's id.
 *
 * @param byExample actual and predicted class by example id
 */
public record TestPredictions(SortedMap<Long, Answer> byExample) {

  /** Actual and predicted class of an image. */
  public record Answer(int actualId, int predictedId) {
    boolean right() {
      return actualId == predictedId;
    }
  }

  /**
   * @throws IllegalArgumentException if there is none: nothing can be decided on no image
   */
  public TestPredictions {
    if (byExample.isEmpty()) {
      throw new IllegalArgumentException("a decision needs at least 1 answer, there is none");
    }
    byExample = new TreeMap<>(byExample);
  }

  /**
   * The answers of an evaluation.
   *
   * @throws IllegalArgumentException if an example stands in it twice
   */
  public static TestPredictions of(Predictions predictions) {
    SortedMap<Long, Answer> answers = new TreeMap<>();
    for (int i = 0; i < predictions.size(); i++) {
      Answer answer = new Answer(predictions.actual(i), predictions.predicted(i));
      if (answers.put(predictions.exampleId(i), answer) != null) {
        throw new IllegalArgumentException(
            "example " + predictions.exampleId(i) + " stands in the predictions twice");
      }
    }
    return new TestPredictions(answers);
  }

  int examples() {
    return byExample.size();
  }

  long right() {
    return byExample.values().stream().filter(Answer::right).count();
  }

  double accuracy() {
    return (double) right() / examples();
  }

  /** Tells whether the others answer the same images, with the same actual classes. */
  public boolean areOfTheSameImagesAs(TestPredictions others) {
    return byExample.keySet().equals(others.byExample.keySet()) && agreeOnLabels(others);
  }

  /** Tells whether images that both answer have the same actual classes. */
  private boolean agreeOnLabels(TestPredictions others) {
    return byExample.entrySet().stream()
        .filter(entry -> others.byExample.containsKey(entry.getKey()))
        .allMatch(
            entry ->
                entry.getValue().actualId() == others.byExample.get(entry.getKey()).actualId());
  }

  /** Fails unless the others answer the same images with the same actual classes. */
  void requireSameImages(TestPredictions others) {
    if (!areOfTheSameImagesAs(others)) {
      Set<Long> ids = new HashSet<>(byExample.keySet());
      ids.retainAll(others.byExample.keySet());
      throw new IllegalArgumentException(
          "candidate and champion must be evaluated on the same test images: %d and %d, %d in common%s"
              .formatted(
                  examples(),
                  others.examples(),
                  ids.size(),
                  agreeOnLabels(others) ? "" : ", some with other labels"));
    }
  }
}
