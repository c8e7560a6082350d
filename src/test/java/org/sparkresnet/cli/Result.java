package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.sparkresnet.testing.LocalSpark;

/** Exit code of a command that ran in this process, and what it printed. */
record Result(int code, String out, String err) {
  /** Runs a command, as spark-submit does; on {@link LocalSpark} if that runs. */
  static Result of(List<String> args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.execute(
            new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
    return new Result(code, out.toString(), err.toString());
  }

  /** Expects a code, and an error of one line with a message in it. */
  void assertRefused(int expected, String message) {
    assertThat(code).as(err).isEqualTo(expected);
    assertThat(err).startsWith("error: ").contains(message).hasLineCount(1);
  }
}
