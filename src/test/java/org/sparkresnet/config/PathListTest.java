package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
    Settings settings = Settings.load(null, List.of("data.path=" + value));
    String stored = settings.values().get("data.path");
    assertThat(stored).isEqualTo(value);
    assertThat(Settings.load(null, List.of("data.path=" + stored)).paths("data.path"))
        .isEqualTo(settings.paths("data.path"));
    assertThat(Settings.stored(settings.render()).paths("data.path"))
        .isEqualTo(settings.paths("data.path"));
    assertThat(Settings.stored(settings.values()).paths("data.path"))
        .isEqualTo(settings.paths("data.path"));
  }

  @Test
  void aListInAFileIsTheSameAsItsTextWithCommas(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("own.conf");
    Files.writeString(file, "data.path = [\"base\", \"increments/2026-*\"]");
    Settings settings = Settings.load(file, List.of());
    assertThat(settings.paths("data.path")).containsExactly("base", "increments/2026-*");
    assertThat(settings.values()).containsEntry("data.path", "base,increments/2026-*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "[]", "[\"\"]", "[{a = 1}]"})
  void noPathIsRefused(String value) {
    Settings settings = Settings.load(null, List.of("data.path=" + value));
    assertThatThrownBy(() -> SettingsCheck.all(settings))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.USAGE))
        .hasMessageStartingWith("data.path must be ");
  }

  @Test
  void aListThatIsNoneIsRefused() {
    assertThatThrownBy(() -> Settings.load(null, List.of("data.path=[a/*]")))
        .hasMessage("--set must be key=value, cannot be: data.path=[a/*]");
  }

  @Test
  void everyPathIsSearchedForPasswords() {
    Settings settings = Settings.load(null, List.of("data.path=base,hdfs://me:secret@nn/more"));
    assertThatThrownBy(() -> SettingsCheck.all(settings))
        .hasMessage(
            "data.path must not hold a user's password, cannot be: hdfs://(redacted)@nn/more");
  }
}
