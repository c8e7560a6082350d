package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class LabelModeTest {
  @ParameterizedTest
  @CsvSource({
    "AUTO, 3073, true",
    "AUTO, 3072, false",
    "AUTO, 30730000, true",
    "AUTO, 30720000, false",
    "YES, 9440256, true",
    "NO, 9440256, false",
  })
  void theLengthSaysWhetherThereAreLabels(LabelMode labels, long length, boolean expected) {
    assertThat(labels.areIn("a.bin", length)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AUTO | 0 | DATA | a.bin: the file is empty (0 bytes)",
        "AUTO | 9000 | DATA | a.bin: 9000 bytes is not a multiple of 3073 (records with labels) or"
            + " 3072 (without)",
        "YES | 3072 | DATA | a.bin: 3072 bytes is not a multiple of 3073 (--labels yes)",
        "NO | 3073 | DATA | a.bin: 3073 bytes is not a multiple of 3072 (--labels no)",
        "AUTO | 9440256 | USAGE | a.bin: 9440256 bytes are 3072 records with labels or 3073"
            + " without; --labels must say yes or no",
      })
  void refusesALengthThatSaysNothing(LabelMode labels, long length, ExitCode code, String message) {
    assertThatThrownBy(() -> labels.areIn("a.bin", length))
        .isInstanceOfSatisfying(UserError.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .hasMessage(message);
  }
}
