package org.sparkresnet.registry;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counts of the right answers of candidate and champion to the same test images.
 *
 * @param classes the classes that have images, by id
 * @param candidateOnlyRight images that the candidate has right and the champion wrong
 * @param championOnlyRight images that the champion has right and the candidate wrong
 */
public record Comparison(List<ClassCounts> classes, int candidateOnlyRight, int championOnlyRight) {

  /**
   * Images of a class that each model has right.
   *
   * @param images of the class, at least 1
   */
  public record ClassCounts(int classId, int images, int candidateRight, int championRight) {
    /** Recall that the candidate loses; negative if it gains. */
    double recallDrop() {
      return (double) (championRight - candidateRight) / images;
    }
  }

  public Comparison {
    classes = List.copyOf(classes);
  }

  /**
   * Pairs the answers.
   *
   * @throws IllegalArgumentException if they are not of the same images
   */
  public static Comparison of(TestPredictions candidate, TestPredictions champion) {
    candidate.requireSameImages(champion);
    Map<Integer, ClassCounts> classes = new TreeMap<>();
    int candidateOnly = 0;
    int championOnly = 0;
    for (Map.Entry<Long, TestPredictions.Answer> entry : candidate.byExample().entrySet()) {
      int actual = entry.getValue().actualId();
      int mine = entry.getValue().right() ? 1 : 0;
      int theirs = champion.byExample().get(entry.getKey()).right() ? 1 : 0;
      classes.merge(actual, new ClassCounts(actual, 1, mine, theirs), Comparison::sum);
      candidateOnly += mine * (1 - theirs);
      championOnly += theirs * (1 - mine);
    }
    return new Comparison(List.copyOf(classes.values()), candidateOnly, championOnly);
  }

  private static ClassCounts sum(ClassCounts a, ClassCounts b) {
    return new ClassCounts(
        a.classId(),
        a.images() + b.images(),
        a.candidateRight() + b.candidateRight(),
        a.championRight() + b.championRight());
  }

  /** All images. */
  public int images() {
    return classes.stream().mapToInt(ClassCounts::images).sum();
  }

  /** Share of the images that the candidate has right. */
  public double candidateAccuracy() {
    return classes.stream().mapToInt(ClassCounts::candidateRight).sum() / (double) images();
  }

  /** Share of the images that the champion has right. */
  public double championAccuracy() {
    return classes.stream().mapToInt(ClassCounts::championRight).sum() / (double) images();
  }

  /** The class that loses most recall, the lowest of equals; empty if none loses any. */
  public Optional<ClassCounts> largestDrop() {
    return classes.stream()
        .filter(counts -> counts.recallDrop() > 0)
        .max(
            Comparator.comparingDouble(ClassCounts::recallDrop)
                .thenComparing(Comparator.comparingInt(ClassCounts::classId).reversed()));
  }
}
