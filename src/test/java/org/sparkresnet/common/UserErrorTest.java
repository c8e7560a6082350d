package org.sparkresnet.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class UserErrorTest {
  @Test
  void eachErrorHasItsDocumentedExitCode() {
    assertThat(UserError.usage("").exitCode().code()).isEqualTo(2);
    assertThat(UserError.data("").exitCode().code()).isEqualTo(3);
    assertThat(UserError.diverged("").exitCode().code()).isEqualTo(5);
    assertThat(UserError.locked("").exitCode().code()).isEqualTo(6);
    assertThat(UserError.storage("", new IOException()).exitCode().code()).isEqualTo(7);
  }

  @Test
  void isFoundBehindWhatSparkMakesOfIt() {
    UserError error = UserError.data("x.bin: truncated");
    assertThat(UserError.in(new IllegalStateException("job", new IOException(error))))
        .containsSame(error);
    assertThat(UserError.in(new IllegalStateException("job"))).isEmpty();
    assertThat(UserError.isIn(new IOException(error), ExitCode.DATA)).isTrue();
    assertThat(UserError.isLocked(error)).isFalse();
  }
}
