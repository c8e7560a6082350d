package org.sparkresnet.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.cifar.CheckResult.Status;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;

class DataChecksTest {
  private static final int SIZE = CifarFormat.RECORD_BYTES;

  @Test
  void realRecordsPassEveryRule() {
    List<CheckResult> results = run(Slice.training(), Slice.test());
    assertThat(results).extracting(CheckResult::status).containsOnly(Status.OK);
    assertThat(results)
        .extracting(CheckResult::check)
        .containsSubsequence(
            "label",
            "classes",
            "class-imbalance",
            "duplicate-images",
            "contradicting-labels",
            "duplicate-test-images",
            "test-in-training");
    assertThatCode(() -> DataChecks.requireUsable(results)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3073 | OK   | a.bin: 1 whole records",
        "0    | FAIL | a.bin: the file is empty (0 bytes)",
        "3072 | FAIL | a.bin: 3072 bytes is not a multiple of 3073: record 0 ends after 3072 bytes",
        "9000 | FAIL | a.bin: 9000 bytes is not a multiple of 3073: record 2 ends after 2854 bytes"
      })
  void checksTheLength(long length, Status status, String message) {
    CheckResult result =
        DataChecks.checkLength(RecordLayout.BYTE, "a.bin", length, () -> new byte[0]);
    assertThat(result)
        .isEqualTo(new CheckResult("a.bin", "length", (double) length, status, message));
  }

  static Stream<Arguments> files() {
    return Stream.of(
        arguments(0, List.of(), "d: no training file data_batch*.bin"),
        arguments(0, List.of("d/test_batch.bin"), "d: no training file data_batch*.bin"),
        arguments(1, List.of(), "d: the test file test_batch.bin is missing"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void refusesASetWithoutItsFiles(int training, List<String> test, String message) {
    assertThatThrownBy(
            () -> DataChecks.requireUsable(DataChecks.checkFiles(false, "d", training, test)))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }

  @Test
  void saysWhichOfSeveralTestFilesCounts() {
    assertThat(
            DataChecks.checkFiles(
                false, "d", 1, List.of("d/test_batch.bin", "e/test_batch.bin", "f/test_batch.bin")))
        .contains(
            new CheckResult(
                "d",
                "test-file",
                3,
                Status.OK,
                "d: the last test file counts, f/test_batch.bin; passed over: d/test_batch.bin,"
                    + " e/test_batch.bin"));
  }

  static Stream<Arguments> unusable() {
    List<FileScan> training = Slice.training();
    List<FileScan> test = Slice.test();
    byte[] badLabel = Slice.bytes("data_batch_1.bin");
    badLabel[17 * SIZE] = (byte) 200;
    List<FileScan> withBadLabel = new ArrayList<>(training);
    withBadLabel.set(0, FileScan.of(RecordLayout.BYTE, "data_batch_1.bin", 0, badLabel));
    List<FileScan> sliceWithBadLabel =
        List.of(FileScan.of(RecordLayout.BYTE, "data_batch_1.bin", 100, badLabel), training.get(1));
    return Stream.of(
        arguments(withBadLabel, test, "data_batch_1.bin: record 17: label must be 0 to 9, is 200"),
        arguments(
            sliceWithBadLabel, test, "data_batch_1.bin: record 117: label must be 0 to 9, is 200"),
        arguments(
            List.of(keep("data_batch_1.bin", label -> label != 3 && label != 9)),
            test,
            "training set: no image of class 3 (cat), 9 (truck)"),
        arguments(List.of(), test, "training set: there is no image of any class"),
        arguments(training, List.of(), "test set: there is no image of any class"),
        arguments(
            training,
            List.of(withLeaks(2)),
            "test set: 2 of 100 images (2.00 %) stand in the training set, refused above 1.00 %;"
                + " first: test_batch.bin record 0 (label 6) has the pixels of data_batch_1.bin"
                + " record 0 (label 6)"));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void refusesUnusableRecords(List<FileScan> training, List<FileScan> test, String message) {
    assertThatThrownBy(() -> DataChecks.requireUsable(run(training, test)))
        .isInstanceOf(UserError.class)
        .hasMessage(message)
        .satisfies(e -> assertThat(((UserError) e).exitCode()).isEqualTo(ExitCode.DATA));
  }

  static Stream<Arguments> doubtful() {
    List<FileScan> training = Slice.training();
    List<FileScan> test = Slice.test();
    FileScan again =
        FileScan.of(RecordLayout.BYTE, "data_batch_6.bin", 0, head("data_batch_1.bin", 2));
    byte[] relabelled = head("data_batch_1.bin", 1);
    relabelled[0] = 1;
    FileScan otherLabel = FileScan.of(RecordLayout.BYTE, "data_batch_6.bin", 0, relabelled);
    return Stream.of(
        arguments(
            plus(training, again),
            test,
            "duplicate-images",
            2.0,
            "training set: 2 images repeat an earlier image and its label; first: data_batch_6.bin"
                + " record 0 (label 6) has the pixels of data_batch_1.bin record 0 (label 6)"),
        arguments(
            plus(training, otherLabel),
            test,
            "contradicting-labels",
            1.0,
            "training set: 1 images repeat an earlier image under another label; first:"
                + " data_batch_6.bin record 0 (label 1) has the pixels of data_batch_1.bin record 0"
                + " (label 6)"),
        arguments(
            List.of(keep("data_batch_1.bin", l -> true), keep("data_batch_2.bin", l -> l != 4)),
            test,
            "class-imbalance",
            2.0,
            "training set: largest class airplane has 12 images, smallest deer has 6: ratio 2.00,"
                + " warned above 1.50"),
        arguments(
            training,
            List.of(keep("test_batch.bin", l -> l != 0)),
            "classes",
            9.0,
            "test set: no image of class 0 (airplane)"),
        arguments(
            training,
            List.of(withRepeats()),
            "duplicate-test-images",
            2.0,
            "test set: 2 images repeat an earlier image; first: test_batch.bin record 100 (label 1)"
                + " has the pixels of test_batch.bin record 0 (label 3)"),
        arguments(
            training,
            List.of(withLeaks(1)),
            "test-in-training",
            1.0,
            "test set: 1 of 100 images (1.00 %) stand in the training set, refused above 1.00 %;"
                + " first: test_batch.bin record 0 (label 6) has the pixels of data_batch_1.bin"
                + " record 0 (label 6)"));
  }

  @ParameterizedTest
  @MethodSource("doubtful")
  void warnsAndStillAllowsTraining(
      List<FileScan> training, List<FileScan> test, String check, double value, String message) {
    List<CheckResult> results = run(training, test);
    DataChecks.requireUsable(results);
    assertThat(results)
        .filteredOn(result -> result.status() == Status.WARN)
        .containsExactly(
            new CheckResult(
                message.substring(0, message.indexOf(':')), check, value, Status.WARN, message));
  }

  private static List<CheckResult> run(List<FileScan> training, List<FileScan> test) {
    return DataChecks.run(
        ClassNames.CIFAR_10, training, test, JobConfig.defaults().data().thresholds());
  }

  private static List<FileScan> plus(List<FileScan> scans, FileScan more) {
    return Stream.concat(scans.stream(), Stream.of(more)).toList();
  }

  private static byte[] head(String file, int records) {
    return Arrays.copyOf(Slice.bytes(file), records * SIZE);
  }

  /** The test slice with its first records replaced by training records. */
  /** The test file with its first two images once more, the first one under another label. */
  private static FileScan withRepeats() {
    byte[] test = Slice.bytes("test_batch.bin");
    byte[] more = Arrays.copyOf(test, test.length + 2 * SIZE);
    System.arraycopy(test, 0, more, test.length, 2 * SIZE);
    more[test.length] = 1;
    return FileScan.of(RecordLayout.BYTE, "test_batch.bin", 0, more);
  }

  private static FileScan withLeaks(int records) {
    byte[] bytes = Slice.bytes(CifarFiles.TEST_FILE);
    System.arraycopy(head("data_batch_1.bin", records), 0, bytes, 0, records * SIZE);
    return FileScan.of(RecordLayout.BYTE, CifarFiles.TEST_FILE, 0, bytes);
  }

  private static FileScan keep(String file, IntPredicate label) {
    byte[] bytes = Slice.bytes(file);
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    for (int offset = 0; offset < bytes.length; offset += SIZE) {
      if (label.test(bytes[offset])) {
        kept.write(bytes, offset, SIZE);
      }
    }
    return FileScan.of(RecordLayout.BYTE, file, 0, kept.toByteArray());
  }

  @Test
  void otherClassNamesBesideTheDataAreTold() {
    assertThat(DataChecks.classNames("data/batches.meta.txt", ClassNames.CIFAR_10)).isEmpty();
    ClassNames trees = new ClassNames(List.of("oak", "elm", "ash", "fir"));
    assertThat(DataChecks.classNames("data/batches.meta.txt", trees))
        .hasValueSatisfying(
            check -> {
              assertThat(check.status()).isEqualTo(CheckResult.Status.OK);
              assertThat(check.value()).isEqualTo(4);
              assertThat(check.message())
                  .isEqualTo("data/batches.meta.txt: 4 classes (oak, elm, ash, …)");
            });
  }

  @Test
  void labelsAndAbsentClassesAreThoseOfTheNames() {
    ClassNames seven = new ClassNames(CifarFormat.CLASS_NAMES.subList(0, 7));
    ClassNames twelve =
        new ClassNames(
            Stream.concat(CifarFormat.CLASS_NAMES.stream(), Stream.of("oak", "elm")).toList());
    assertThatThrownBy(() -> DataChecks.requireUsable(run(seven)))
        .hasMessageMatching("data_batch_1.bin: record \\d+: label must be 0 to 6, is [789]");
    assertThatThrownBy(() -> DataChecks.requireUsable(run(twelve)))
        .hasMessage("training set: no image of class 10 (oak), 11 (elm)");
  }

  private static List<CheckResult> run(ClassNames classes) {
    return DataChecks.run(
        classes, Slice.training(), Slice.test(), JobConfig.defaults().data().thresholds());
  }

  @Test
  void filesThatAreNotReadAreToldWithTheirNumber() {
    assertThat(DataChecks.otherFiles(List.of("a", "b", "c", "d", "e")).message())
        .isEqualTo("a: not read, because of its name; nor are b, c and 2 more");
    assertThat(DataChecks.otherFiles(List.of("a")).message())
        .isEqualTo("a: not read, because of its name");
  }
}
