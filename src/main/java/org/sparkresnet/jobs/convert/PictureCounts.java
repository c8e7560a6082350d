package org.sparkresnet.jobs.convert;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.convert.Conversion.ClassCount;

/**
 * Counts over the keys of all pictures. Driver only.
 *
 * @param duplicates pictures with the pixels of an earlier one
 * @param contradicting pictures whose pixels have another label, too
 * @param testInTraining test pictures whose pixels the training pictures have, too
 * @param contradictions one key of each group of contradicting pictures
 */
record PictureCounts(
    List<ClassCount> classes,
    int test,
    int duplicates,
    int contradicting,
    int testInTraining,
    List<PictureKey> contradictions) {

  static PictureCounts of(ClassNames classes, List<PictureKey> keys) {
    int[][] counts = new int[classes.size()][2];
    keys.forEach(key -> counts[key.label()][key.isTest() ? 1 : 0]++);
    List<ClassCount> byClass = new ArrayList<>();
    int test = 0;
    for (int i = 0; i < counts.length; i++) {
      byClass.add(new ClassCount(classes.name(i), counts[i][0], counts[i][1]));
      test += counts[i][1];
    }
    List<PictureKey> sorted = new ArrayList<>(keys);
    sorted.sort(
        Comparator.comparing(PictureKey::first)
            .thenComparing(PictureKey::second)
            .thenComparing(PictureKey::third)
            .thenComparing(PictureKey::fourth));
    int duplicates = 0;
    int contradicting = 0;
    int testInTraining = 0;
    List<PictureKey> contradictions = new ArrayList<>();
    for (int begin = 0, end; begin < sorted.size(); begin = end) {
      end = begin + 1;
      while (end < sorted.size() && sorted.get(end).hasPixelsOf(sorted.get(begin))) {
        end++;
      }
      List<PictureKey> equal = sorted.subList(begin, end);
      duplicates += equal.size() - 1;
      int tests = (int) equal.stream().filter(PictureKey::isTest).count();
      testInTraining += tests < equal.size() ? tests : 0;
      if (equal.stream().mapToInt(PictureKey::label).distinct().count() > 1) {
        contradicting += equal.size();
        contradictions.add(equal.get(0));
      }
    }
    return new PictureCounts(
        List.copyOf(byClass),
        test,
        duplicates,
        contradicting,
        testInTraining,
        List.copyOf(contradictions));
  }

  /**
   * Requires training pictures of every class, and a test picture.
   *
   * @param isSplit tells whether the source has said which are for testing
   * @throws UserError of code DATA
   */
  void requireTrainable(String source, boolean isSplit) {
    for (ClassCount count : classes) {
      boolean isAbsent = count.training() + count.test() == 0;
      if (count.training() == 0) {
        throw UserError.data(
            "%s: the class %s has no readable %s (--from)%s"
                .formatted(
                    source,
                    count.name(),
                    isAbsent ? "picture" : "training picture",
                    isAbsent || isSplit ? "" : allForTesting(count)));
      }
    }
    if (test == 0) {
      throw UserError.data(
          "%s: there is no readable test picture (--from)%s"
              .formatted(
                  source, isSplit ? "" : ": more pictures or a larger --test-share are needed"));
    }
  }

  private static String allForTesting(ClassCount count) {
    return ": of %s all are for testing; more pictures or a smaller --test-share are needed"
        .formatted(HumanText.count(count.test(), "picture"));
  }
}
