package org.sparkresnet.cifar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sparkresnet.common.HumanText;

/** Finds images with equal pixels inside the training set, inside the test set and across both. */
final class DuplicateChecks {
  /** SHA-256 as a map key; an array has no equals by content. */
  private record Digest(long a, long b, long c, long d) {}

  private record Place(FileScan scan, int index) {
    int label() {
      return scan.label(index);
    }

    @Override
    public String toString() {
      return scan.locate(index);
    }
  }

  private record Pair(Place later, Place earlier) {
    @Override
    public String toString() {
      return later
          + " (label "
          + later.label()
          + ") has the pixels of "
          + earlier
          + " (label "
          + earlier.label()
          + ")";
    }
  }

  private DuplicateChecks() {}

  static List<CheckResult> run(List<FileScan> training, List<FileScan> test, double failAbove) {
    Map<Digest, Place> seen = new HashMap<>();
    List<Pair> sameLabel = new ArrayList<>();
    List<Pair> otherLabel = new ArrayList<>();
    for (FileScan scan : training) {
      for (int i = 0; i < scan.records(); i++) {
        Place place = new Place(scan, i);
        Place earlier = seen.putIfAbsent(digest(scan, i), place);
        if (earlier != null) {
          (earlier.label() == place.label() ? sameLabel : otherLabel).add(new Pair(place, earlier));
        }
      }
    }
    Map<Digest, Place> seenInTest = new HashMap<>();
    List<Pair> repeated = new ArrayList<>();
    List<Pair> leaked = new ArrayList<>();
    long testImages = 0;
    for (FileScan scan : test) {
      testImages += scan.records();
      for (int i = 0; i < scan.records(); i++) {
        Digest digest = digest(scan, i);
        Place place = new Place(scan, i);
        Place inTraining = seen.get(digest);
        if (inTraining != null) {
          leaked.add(new Pair(place, inTraining));
        }
        Place inTest = seenInTest.putIfAbsent(digest, place);
        if (inTest != null) {
          repeated.add(new Pair(place, inTest));
        }
      }
    }
    return List.of(
        checkRepeated(
            CheckResult.TRAINING_SET,
            "duplicate-images",
            "repeat an earlier image and its label",
            sameLabel),
        checkRepeated(
            CheckResult.TRAINING_SET,
            "contradicting-labels",
            "repeat an earlier image under another label",
            otherLabel),
        // Intervals and tests take test images for independent: one that is there twice is not.
        checkRepeated(
            CheckResult.TEST_SET, "duplicate-test-images", "repeat an earlier image", repeated),
        checkLeaked(leaked, testImages, failAbove));
  }

  private static CheckResult checkRepeated(
      String set, String check, String what, List<Pair> pairs) {
    if (pairs.isEmpty()) {
      return CheckResult.ok(set, check, 0, "no images " + what);
    }
    return CheckResult.warn(
        set, check, pairs.size(), pairs.size() + " images " + what + "; first: " + pairs.get(0));
  }

  private static CheckResult checkLeaked(List<Pair> pairs, long testImages, double failAbove) {
    String check = "test-in-training";
    if (pairs.isEmpty()) {
      return CheckResult.ok(CheckResult.TEST_SET, check, 0, "no image stands in the training set");
    }
    double fraction = (double) pairs.size() / testImages;
    String text =
        String.format(
            Locale.ROOT,
            "%d of %d images (%s) stand in the training set, refused above %s; first: %s",
            pairs.size(),
            testImages,
            HumanText.percent(fraction),
            HumanText.percent(failAbove),
            pairs.get(0));
    return fraction > failAbove
        ? CheckResult.fail(CheckResult.TEST_SET, check, pairs.size(), text)
        : CheckResult.warn(CheckResult.TEST_SET, check, pairs.size(), text);
  }

  private static Digest digest(FileScan scan, int i) {
    return new Digest(
        scan.digestWord(i, 0), scan.digestWord(i, 1), scan.digestWord(i, 2), scan.digestWord(i, 3));
  }
}
