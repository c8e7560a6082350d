package org.sparkresnet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class SystemSpeedsTest {
  @TempDir private Path folder;

  private static SystemSpeed speed(String system, String figure, double median, double best) {
    return new SystemSpeed(system, "oneDNN", "bf16", figure, "ResNet-20", 128, 1, 2, median, best);
  }

  private SystemSpeeds read(String... lines) throws IOException {
    return SystemSpeeds.read(Files.write(folder.resolve("lines"), List.of(lines)));
  }

  private void refused(String message, String... lines) {
    assertThatThrownBy(() -> read(lines))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(folder.resolve("lines") + message);
  }

  @Test
  void aFigureIsTheMedianOfTheMeasurementsWithTheBestStep() throws IOException {
    SystemSpeeds speeds =
        read(
            speed("spark-resnet", "training", 900, 1000).line(),
            speed("PyTorch", "training", 500, 700).line(),
            "",
            speed("PyTorch", "training", 100, 800).line(),
            speed("PyTorch", "training", 600, 600).line(),
            speed("PyTorch", "inference", 2000, 2000).line());
    assertThat(speeds.rows())
        .extracting(row -> row.system().orElseThrow() + " " + row.figure() + " " + row.value())
        .containsExactly(
            "spark-resnet bf16 training 900.0",
            "spark-resnet bf16 training_best_step 1000.0",
            "PyTorch bf16 training 500.0",
            "PyTorch bf16 training_best_step 800.0",
            "PyTorch bf16 ours_over_training 1.8",
            "PyTorch bf16 inference 2000.0",
            "PyTorch bf16 inference_best_step 2000.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"bf16\" | \"int8\" | field precision must be float32 or bf16, is: int8",
        "\"training\" | \"tuning\" | field figure must be training or inference, is: tuning",
        "500.0 | 0 | field images_per_second must be a positive number, is: 0.0",
        "700.0 | 1e999 | field best_images_per_second must be a positive number, is: Infinity",
        "700.0 | 5 | best_images_per_second must be at least images_per_second (500.0), is: 5.0",
        "128 | 0 | field batch_size must be a positive number, is: 0.0",
        "128 | \"many\" | field batch_size must be an integer, is: \"many\"",
        "\"PyTorch\" | null | field system must be a string, is: null",
      })
  void aLineThatIsNoMeasurementIsRefused(String part, String other, String message) {
    String line = speed("PyTorch", "training", 500, 700).line();
    assertThat(line).contains(part);
    refused(": line 2: " + message, line, line.replace(part, other));
  }

  @Test
  void aFileOfOtherThingsIsRefused() {
    String line = speed("PyTorch", "training", 500, 700).line();
    refused(": must hold a measurement, is empty", "");
    refused(": line 1: must be a JSON object", "[]");
    refused(
        ": line 2: must be of ResNet-20, batch 128, as the measurement before, is of ResNet-20,"
            + " batch 64",
        line,
        line.replace("128", "64"));
    refused(
        ": line 2: must be of 2 x 1 threads, as PyTorch before, is of 3 x 1 threads",
        line,
        line.replace("\"workers\":2", "\"workers\":3"));
    assertThatThrownBy(() -> SystemSpeeds.read(folder.resolve("none")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(folder.resolve("none") + ": cannot be read: ");
  }
}
