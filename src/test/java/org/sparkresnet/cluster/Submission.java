package org.sparkresnet.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a command of the shell said, such as one of submit/, which needs the built jar.
 *
 * @param code its exit code
 * @param out its output
 * @param err its error stream
 */
record Submission(int code, String out, String err) {
  private static final int MOST_MINUTES = 30;

  /** Runs a command in the project's folder with the test's environment. */
  static Submission run(String... command) {
    return run(Map.of(), command);
  }

  /**
   * Runs a command in the project's folder.
   *
   * @param environment additional variables; an empty value takes one away
   */
  static Submission run(Map<String, String> environment, String... command) {
    return run(MOST_MINUTES, environment, command);
  }

  /** Runs a command in the project's folder that may take so many minutes. */
  static Submission run(int mostMinutes, String... command) {
    return run(mostMinutes, Map.of(), command);
  }

  private static Submission run(
      int mostMinutes, Map<String, String> environment, String... command) {
    try {
      Path out = Files.createTempFile("submission", ".out");
      Path err = Files.createTempFile("submission", ".err");
      try {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        environment.forEach(
            (name, value) -> {
              builder.environment().put(name, value);
              builder.environment().remove(name, "");
            });
        int code = await(mostMinutes, builder.start(), List.of(command));
        return new Submission(code, Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int await(int mostMinutes, Process process, List<String> command) {
    try {
      if (!process.waitFor(mostMinutes, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(command + " did not end within " + mostMinutes + " minutes");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new AssertionError("interrupted", e);
    }
  }

  /** All that it said, for the message of an assertion. */
  String said() {
    return "exit " + code + "\n" + out + err;
  }

  /** The lines of the error stream that are the program's own. */
  List<String> errors() {
    return err.lines().filter(line -> line.startsWith("error: ")).toList();
  }
}
