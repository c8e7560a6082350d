package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** What a command that ran in this process left: its exit code and what it printed. */
record Result(int code, String out, String err) {
  /** Runs a command, as spark-submit does; the master is that of {@link LocalMaster}. */
  static Result of(List<String> args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.execute(
            new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
    return new Result(code, out.toString(), err.toString());
  }
}
