package org.sparkresnet.jobs.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;

class ShareTest {
  @Test
  void aShareIsAFractionADecimalOrAPercentage() {
    assertThat(Share.of("--test-share", "1/6")).isEqualTo(1.0 / 6);
    assertThat(Share.of("--test-share", "0.1")).isEqualTo(0.1);
    assertThat(Share.of("--test-share", "10%")).isEqualTo(0.1);
    assertThat(Share.of("--test-share", "2.5 %")).isEqualTo(0.025);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "half", "-1", "1/", "1e-3", "NaN", "1/6%", "0x1"})
  void whatIsNoneIsRefused(String text) {
    assertRefused(ExitCode.USAGE, () -> Share.of("--test-share", text))
        .isEqualTo("--test-share must be a share such as 1/6, 0.1 or 10%, cannot be: " + text);
  }
}
