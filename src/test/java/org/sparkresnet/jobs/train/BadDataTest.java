package org.sparkresnet.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.testing.SmallTraining;
import org.sparkresnet.testing.UserErrors;

/** Trainings on data that break a rule. */
class BadDataTest {
  @TempDir private Path folder;

  /** Makes a good folder bad. */
  private interface Damage {
    void to(Path data) throws IOException;
  }

  private static Arguments bad(String name, Damage damage, String message, boolean isRun) {
    return Arguments.of(name, damage, message, isRun);
  }

  /** What is found before the records are read leaves no run. */
  static Stream<Arguments> badData() {
    return Stream.of(
        bad(
            "truncated file",
            data -> {
              Path file = data.resolve("data_batch_2.bin");
              Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 184_000));
            },
            "data_batch_2.bin: 184000 bytes is not a multiple of 3073: record 59 ends after 2693"
                + " bytes",
            false),
        bad(
            "label 200",
            data -> {
              Path file = data.resolve("data_batch_3.bin");
              byte[] bytes = Files.readAllBytes(file);
              bytes[7 * 3073] = (byte) 200;
              Files.write(file, bytes);
            },
            "data_batch_3.bin: record 7: label must be 0 to 9, is 200",
            true),
        bad(
            "empty file",
            data -> Files.write(data.resolve("data_batch_2.bin"), new byte[0]),
            "data_batch_2.bin: the file is empty (0 bytes)",
            false),
        bad(
            "folder for a file",
            data -> {
              Files.delete(data.resolve("data_batch_2.bin"));
              Files.createDirectory(data.resolve("data_batch_2.bin"));
            },
            "data_batch_2.bin: must be a file, is a folder",
            false),
        bad(
            "missing test file",
            data -> Files.delete(data.resolve("test_batch.bin")),
            "the test file test_batch.bin is missing",
            false),
        bad(
            "no training file",
            data -> {
              for (int i = 1; i <= 5; i++) {
                Files.delete(data.resolve("data_batch_" + i + ".bin"));
              }
            },
            "no training file data_batch*.bin",
            false),
        bad(
            "test images in the training set",
            data -> Files.copy(data.resolve("test_batch.bin"), data.resolve("data_batch_6.bin")),
            "training set",
            true));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void badData(String name, Damage damage, String message, boolean isRun) throws IOException {
    Path data = Slice.copyTo(folder.resolve("data"));
    damage.to(data);
    SmallTraining training = SmallTraining.in(folder.resolve("store"));
    UserErrors.assertRefused(ExitCode.DATA, () -> training.train("bad", "data.path=" + data))
        .contains(message);
    assertThat(Files.exists(training.store().resolve("runs"))).isEqualTo(isRun);
    if (isRun) {
      assertThat(Files.readString(training.run("bad").resolve("summary.json")))
          .contains("\"status\" : \"FAILED\"")
          .contains(message);
      assertThat(training.run("bad").resolve("model.zip")).doesNotExist();
    }
  }
}
