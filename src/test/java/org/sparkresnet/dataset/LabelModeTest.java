package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.cifar.RecordLayout;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

class LabelModeTest {
  @ParameterizedTest
  @CsvSource({
    "AUTO, BYTE, 3073, BYTE",
    "AUTO, BYTE, 3072, UNLABELLED",
    "AUTO, BYTE, 30730000, BYTE",
    "AUTO, BYTE, 30720000, UNLABELLED",
    "YES, BYTE, 9440256, BYTE",
    "NO, BYTE, 9440256, UNLABELLED",
    "AUTO, WORD, 3074, WORD",
    "AUTO, FINE, 30740000, FINE",
  })
  void theLengthSaysWhetherThereAreLabels(
      LabelMode labels, RecordLayout labelled, long length, RecordLayout expected) {
    assertThat(labels.layout(labelled, "a.bin", length)).isEqualTo(expected);
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
    assertThatThrownBy(() -> labels.layout(RecordLayout.BYTE, "a.bin", length))
        .isInstanceOfSatisfying(UserError.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .hasMessage(message);
  }
}
