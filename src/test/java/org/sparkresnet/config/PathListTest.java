package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class PathListTest {
  @Test
  void commasSeparatePathsButNotTheAlternativesOfAGlob() {
    assertThat(PathList.split("base, increments/*,")).containsExactly("base", "increments/*");
    assertThat(PathList.split("hdfs://nn/{a,b}/x,c")).containsExactly("hdfs://nn/{a,b}/x", "c");
    assertThat(PathList.split(" , ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "base,increments/2026-*",
        "hdfs://nn:8020/{a,b},c",
        "[\"a,b\",\"c\"]",
        "[\"[ab]\"]",
        "[\"a \\\"quoted\\\" name, with comma\"]"
      })
  void theStoredTextIsReadAsTheSamePaths(String value) {
    JobConfig config = JobConfig.load(null, List.of("data.path=" + value));
    String stored = config.values().get("data.path");
    assertThat(stored).isEqualTo(value).isEqualTo(config.data().pathText());
    List<String> paths = config.data().paths();
    assertThat(JobConfig.load(null, List.of("data.path=" + stored)).data().paths())
        .isEqualTo(paths);
    assertThat(JobConfig.of(Map.of("data.path", stored)).data().paths()).isEqualTo(paths);
    assertThat(JobConfig.stored(config.render(), "config.conf").data().paths()).isEqualTo(paths);
    assertThat(JobConfig.stored(config.values(), "config.conf").data().paths()).isEqualTo(paths);
  }

  @Test
  void aListInAFileIsTheSameAsItsTextWithCommas(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("own.conf");
    Files.writeString(file, "data.path = [\"base\", \"increments/2026-*\"]");
    JobConfig config = JobConfig.load(file, List.of());
    assertThat(config.data().paths()).containsExactly("base", "increments/2026-*");
    assertThat(config.values()).containsEntry("data.path", "base,increments/2026-*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "[]", "[\"\"]", "[{a = 1}]"})
  void noPathIsRefused(String value) {
    assertThatThrownBy(() -> JobConfig.load(null, List.of("data.path=" + value)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith("data.path must be ");
  }

  @Test
  void aListThatIsNoneIsRefused() {
    assertThatThrownBy(() -> JobConfig.load(null, List.of("data.path=[a/*]")))
        .hasMessage("--set must be key=value, cannot be: data.path=[a/*]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "base,hdfs://me:secret@nn/more | hdfs://(redacted)@nn/more",
        "hdfs://me:secret@nohost.invalid/cifar | hdfs://(redacted)@nohost.invalid/cifar"
      })
  void everyPathIsSearchedForPasswords(String value, String redacted) {
    assertThatThrownBy(() -> JobConfig.load(null, List.of("data.path=" + value)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("data.path must not hold a user's password, cannot be: " + redacted);
  }
}
