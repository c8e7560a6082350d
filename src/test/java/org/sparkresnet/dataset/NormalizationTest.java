package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class NormalizationTest {
  private static final List<Double> ONES = List.of(1.0, 1.0, 1.0);

  /** The constants are of all 50,000 training images; 300 of them come close. */
  @Test
  void defaultsAreTheStatisticsOfRealImages() throws IOException {
    Config defaults = ConfigFactory.parseFile(new File("src/main/resources/reference.conf"));
    List<Double> mean = defaults.getDoubleList("dataset.mean");
    List<Double> std = defaults.getDoubleList("dataset.std");
    assertThat(mean).containsExactly(0.4914, 0.4822, 0.4465);
    assertThat(std).containsExactly(0.2470, 0.2435, 0.2616);
    double[] sum = new double[3];
    double[] squares = new double[3];
    long pixels = 0;
    for (int file = 1; file <= 5; file++) {
      byte[] bytes =
          Files.readAllBytes(
              Path.of("src/test/resources/cifar10-slice/data_batch_" + file + ".bin"));
      for (int i = 0; i < bytes.length; i++) {
        int inRecord = i % 3073;
        if (inRecord > 0) {
          double value = Byte.toUnsignedInt(bytes[i]) / 255.0;
          sum[(inRecord - 1) / 1024] += value;
          squares[(inRecord - 1) / 1024] += value * value;
        }
      }
      pixels += bytes.length / 3073 * 1024L;
    }
    for (int channel = 0; channel < 3; channel++) {
      double average = sum[channel] / pixels;
      assertThat(mean.get(channel)).isCloseTo(average, within(0.02));
      assertThat(std.get(channel))
          .isCloseTo(Math.sqrt(squares[channel] / pixels - average * average), within(0.02));
    }
  }

  @Test
  void tablesMapBytesToNormalisedValues() {
    float[][] tables = new Normalization(List.of(0.0, 0.5, 1.0), List.of(1.0, 0.5, 0.25)).tables();
    assertThat(tables[0][0]).isEqualTo(0f);
    assertThat(tables[0][255]).isEqualTo(1f);
    assertThat(tables[1][0]).isEqualTo(-1f);
    assertThat(tables[1][255]).isEqualTo(1f);
    assertThat(tables[2][51]).isEqualTo(-3.2f);
  }

  static List<Arguments> bad() {
    return List.of(
        Arguments.of(
            List.of(0.5, 0.5),
            ONES,
            "dataset.mean must have 3 values (red, green, blue), has: [0.5, 0.5]"),
        Arguments.of(
            ONES, List.of(1.0), "dataset.std must have 3 values above 0, cannot be: [1.0]"),
        Arguments.of(
            ONES,
            List.of(1.0, 0.0, 1.0),
            "dataset.std must have 3 values above 0, cannot be: [1.0, 0.0, 1.0]"),
        Arguments.of(
            ONES,
            List.of(1.0, 1.0, -0.1),
            "dataset.std must have 3 values above 0, cannot be: [1.0, 1.0, -0.1]"),
        Arguments.of(
            ONES,
            List.of(Double.NaN, 1.0, 1.0),
            "dataset.std must have 3 values above 0, cannot be: [NaN, 1.0, 1.0]"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void rejectsBadConstants(List<Double> mean, List<Double> std, String message) {
    assertThatThrownBy(() -> new Normalization(mean, std))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }
}
