package org.sparkresnet.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;

/** Assertions on errors that a user can mend. */
public final class UserErrors {
  private UserErrors() {}

  /** Expects an error of a code, and gives its message of one line. */
  public static AbstractStringAssert<?> assertRefused(ExitCode code, ThrowingCallable work) {
    Throwable thrown = catchThrowable(work);
    assertThat(thrown).isInstanceOf(UserError.class);
    assertThat(((UserError) thrown).exitCode()).as(thrown.getMessage()).isEqualTo(code);
    return assertThat(thrown.getMessage()).hasLineCount(1);
  }
}
