package org.sparkresnet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class RunIdTest {
  private static final String LONGEST = "a".repeat(100);

  @ParameterizedTest
  @ValueSource(strings = {"a", "20261124", "quick-2026.11.24_b", "7"})
  void acceptsLettersDigitsAndThreeSigns(String value) {
    assertThat(new RunId(value)).hasToString(value);
    assertThat(new RunId(LONGEST).value()).hasSize(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "-x", "_x", "a/b", "a b", "a=b", "ü", "a\n", "../x", "a:b"})
  void rejectsOtherNames(String value) {
    assertThatThrownBy(() -> new RunId(value))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "run id must be 1 to 100 letters, digits, '.', '_' or '-', the first a letter or a"
                + " digit, cannot be: '"
                + value.strip()
                + "'");
    assertThatThrownBy(() -> new RunId(LONGEST + "a")).hasMessageEndingWith("aaa'");
  }
}
