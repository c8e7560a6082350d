package org.sparkresnet.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UserErrorTest {
  @Test
  void eachKindHasItsDocumentedExitCode() {
    assertThat(UserError.usage("").kind().exitCode()).isEqualTo(2);
    assertThat(UserError.data("").kind().exitCode()).isEqualTo(3);
    assertThat(UserError.diverged("").kind().exitCode()).isEqualTo(5);
    assertThat(UserError.locked("").kind().exitCode()).isEqualTo(6);
  }
}
