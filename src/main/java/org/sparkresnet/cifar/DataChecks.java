package org.sparkresnet.cifar;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sparkresnet.cifar.CheckResult.Status;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.common.UserError;

/**
 * Checks of the data before a model is trained or evaluated on them. Pure functions: first on names
 * and lengths of the files, then on the scans of their records. Every rule gives one result for
 * each file or set, also where it holds.
 */
public final class DataChecks {
  /** Files that a message names. */
  private static final int NAMED_FILES = 3;

  /** Classes that a message names. */
  private static final int NAMED_CLASSES = 10;

  /** Digits of a SHA-256 that a message names. */
  private static final int NAMED_DIGITS = 12;

  private DataChecks() {}

  /**
   * Checks that there are training files and a test file. Of several test files the last one
   * counts.
   *
   * @param cifar100 tells whether the files there are CIFAR-100's
   * @param where searched folders, files and globs, for messages
   * @param training number of training files
   * @param test paths of the test files
   */
  public static List<CheckResult> checkFiles(
      boolean cifar100, String where, int training, List<String> test) {
    return List.of(
        training > 0
            ? CheckResult.ok(where, "training-files", training, training + " training files")
            : CheckResult.fail(
                where,
                "training-files",
                0,
                "no training file " + (cifar100 ? Cifar100.TRAINING_FILE : "data_batch*.bin")),
        checkTestFile(cifar100 ? Cifar100.TEST_FILE : CifarFiles.TEST_FILE, where, test));
  }

  private static CheckResult checkTestFile(String name, String where, List<String> test) {
    String check = "test-file";
    if (test.isEmpty()) {
      return CheckResult.fail(where, check, 0, "the test file " + name + " is missing");
    }
    String last = test.get(test.size() - 1);
    return CheckResult.ok(
        where,
        check,
        test.size(),
        test.size() == 1
            ? name + " is there"
            : "the last test file counts, %s; passed over: %s"
                .formatted(last, String.join(", ", test.subList(0, test.size() - 1))));
  }

  /**
   * Tells class names that are not CIFAR-10's, which all results are given.
   *
   * @param from file of the names
   */
  public static Optional<CheckResult> classNames(String from, ClassNames names) {
    return names.equals(ClassNames.CIFAR_10)
        ? Optional.empty()
        : Optional.of(CheckResult.ok(from, "class-names", names.size(), names.text()));
  }

  /** Warns of files that are not read, nor known to hold no images. */
  public static CheckResult otherFiles(List<String> files) {
    String more =
        files.size() > NAMED_FILES ? " and %d more".formatted(files.size() - NAMED_FILES) : "";
    return CheckResult.warn(
        files.get(0),
        "files-not-read",
        files.size(),
        "not read, because of its name"
            + (files.size() == 1
                ? ""
                : "; nor are "
                    + String.join(", ", files.subList(1, Math.min(files.size(), NAMED_FILES)))
                    + more));
  }

  /**
   * Checks that a file of {@code length} bytes holds whole records, at least one.
   *
   * @param beginning reads its first {@link ForeignContent#BYTES} bytes, to say what it is instead
   */
  public static CheckResult checkLength(
      RecordLayout layout, String file, long length, Supplier<byte[]> beginning) {
    if (length == 0) {
      return CheckResult.fail(file, "length", 0, "the file is empty (0 bytes)");
    }
    int size = layout.recordBytes();
    long rest = length % size;
    if (rest != 0) {
      return CheckResult.fail(
          file,
          "length",
          (double) length,
          "%d bytes is not a multiple of %d: record %d ends after %d bytes"
                  .formatted(length, size, length / size, rest)
              + ForeignContent.of(beginning.get(), length).map(c -> "; " + c).orElse(""));
    }
    return CheckResult.ok(file, "length", (double) length, length / size + " whole records");
  }

  /**
   * Runs all rules that need the records: labels, classes, balance, duplicates. Takes one scan of
   * each file, with its records in order.
   */
  public static List<CheckResult> run(
      ClassNames classes, List<FileScan> training, List<FileScan> test, Thresholds thresholds) {
    List<CheckResult> results = new ArrayList<>();
    training.forEach(scan -> results.add(checkLabels(classes, scan)));
    test.forEach(scan -> results.add(checkLabels(classes, scan)));
    results.add(checkClasses(classes, CheckResult.TRAINING_SET, training, Status.FAIL));
    // A test set without a class can still be measured on; per-class figures will have a gap.
    results.add(checkClasses(classes, CheckResult.TEST_SET, test, Status.WARN));
    results.add(checkImbalance(classes, training, thresholds.imbalance()));
    results.addAll(DuplicateChecks.run(training, test, thresholds.testInTraining()));
    return List.copyOf(results);
  }

  /**
   * Refuses data with a failed check.
   *
   * @throws UserError of code DATA with the first failure's message
   */
  public static void requireUsable(List<CheckResult> results) {
    for (CheckResult result : results) {
      if (result.status() == Status.FAIL) {
        throw UserError.data(result.message());
      }
    }
  }

  private static CheckResult checkLabels(ClassNames classes, FileScan scan) {
    int last = classes.size() - 1;
    OptionalInt found = scan.firstBadLabel(classes);
    if (found.isPresent()) {
      int bad = found.getAsInt();
      return CheckResult.fail(
          scan.file(),
          "label",
          scan.label(bad),
          "record %d: label must be 0 to %d, is %d"
              .formatted(scan.firstRecord() + bad, last, scan.label(bad)));
    }
    return CheckResult.ok(
        scan.file(), "label", scan.records(), scan.records() + " records with labels 0 to " + last);
  }

  private static CheckResult checkClasses(
      ClassNames classes, String set, List<FileScan> scans, Status ifAbsent) {
    long[] counts = labelCounts(classes, scans);
    List<String> absent = new ArrayList<>();
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] == 0) {
        absent.add(label + " (" + classes.name(label) + ")");
      }
    }
    if (absent.size() == classes.size()) {
      return CheckResult.fail(set, "classes", 0, "there is no image of any class");
    }
    int present = counts.length - absent.size();
    String text =
        absent.isEmpty()
            ? "all %d classes have images".formatted(classes.size())
            : "no image of class "
                + String.join(", ", absent.subList(0, Math.min(absent.size(), NAMED_CLASSES)))
                + (absent.size() > NAMED_CLASSES
                    ? " and %d more".formatted(absent.size() - NAMED_CLASSES)
                    : "");
    return new CheckResult(
        set, "classes", present, absent.isEmpty() ? Status.OK : ifAbsent, set + ": " + text);
  }

  /**
   * Warns if a test set of CIFAR-10's classes has another size than the official one: its accuracy
   * cannot be compared.
   */
  public static CheckResult checkTestImages(ClassNames classes, List<FileScan> test) {
    int images = test.stream().mapToInt(FileScan::records).sum();
    if (!classes.equals(ClassNames.CIFAR_10)) {
      return CheckResult.ok(
          CheckResult.TEST_SET,
          "test-images",
          images,
          String.format(Locale.ROOT, "%,d images", images));
    }
    String text =
        String.format(
            Locale.ROOT,
            "%,d images; the official test set has %,d",
            images,
            CifarFiles.TEST_IMAGES);
    return images == CifarFiles.TEST_IMAGES
        ? CheckResult.ok(CheckResult.TEST_SET, "test-images", images, text)
        : CheckResult.warn(CheckResult.TEST_SET, "test-images", images, text);
  }

  /**
   * Warns of test images among which there are some of earlier ones: what was seen of those counts
   * for these too.
   *
   * @param shared SHA-256 of the earlier test images of which some are there
   * @param unknown number of earlier test images of which nothing is kept to compare with
   */
  public static CheckResult checkFreshTestImages(Collection<String> shared, int unknown) {
    String check = "test-images-again";
    if (!shared.isEmpty()) {
      return CheckResult.warn(
          CheckResult.TEST_SET,
          check,
          shared.size(),
          "has images of earlier test files (%s), whose looks and comparisons count on; only a test file of new images alone has the whole error"
              .formatted(
                  shared.stream()
                      .map(sha256 -> Sha256.shortened(sha256, NAMED_DIGITS) + "…")
                      .collect(Collectors.joining(", "))));
    }
    return CheckResult.ok(
        CheckResult.TEST_SET,
        check,
        0,
        "no image of an earlier test file was found"
            + (unknown == 0 ? "" : "; of %d of them nothing is kept".formatted(unknown)));
  }

  private static CheckResult checkImbalance(
      ClassNames classes, List<FileScan> training, double limit) {
    long[] counts = labelCounts(classes, training);
    int smallest = 0;
    int largest = 0;
    for (int label = 1; label < counts.length; label++) {
      smallest = counts[label] < counts[smallest] ? label : smallest;
      largest = counts[label] > counts[largest] ? label : largest;
    }
    // An absent class is another rule's failure; it must not become an infinite value here.
    double ratio = (double) counts[largest] / Math.max(1, counts[smallest]);
    String text =
        String.format(
            Locale.ROOT,
            "largest class %s has %d images, smallest %s has %d: ratio %.2f, warned above %.2f",
            classes.name(largest),
            counts[largest],
            classes.name(smallest),
            counts[smallest],
            ratio,
            limit);
    return ratio > limit
        ? CheckResult.warn(CheckResult.TRAINING_SET, "class-imbalance", ratio, text)
        : CheckResult.ok(CheckResult.TRAINING_SET, "class-imbalance", ratio, text);
  }

  /** Number of images of each class. */
  static long[] labelCounts(ClassNames classes, List<FileScan> scans) {
    long[] sums = new long[classes.size()];
    for (FileScan scan : scans) {
      long[] counts = scan.labelCounts(classes);
      for (int label = 0; label < sums.length; label++) {
        sums[label] += counts[label];
      }
    }
    return sums;
  }
}
