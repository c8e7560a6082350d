package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files and folders that the scripts are given: each mistake is one line with its reason. */
class ScriptFilesClusterIT {
  @TempDir private Path folder;

  private Submission run(String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of("env", "HOME=" + folder));
    words.add("PATH=" + folder.resolve("bin") + ":" + System.getenv("PATH"));
    words.addAll(List.of(command));
    return Submission.run(words.toArray(String[]::new));
  }

  private void assertRefused(int code, String error, String... command) throws IOException {
    Submission refused = run(command);
    assertThat(refused.code()).as(refused.said()).isEqualTo(code);
    assertThat(refused.err()).hasLineCount(1).startsWith("error: ").contains(error);
    assertThat(refused.out()).isEmpty();
  }

  @Test
  void aDiskOfLogsThatIsFullIsAFailureOfTheStorage() throws IOException {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    Files.createSymbolicLink(logs.resolve("lock"), Path.of("/dev/full"));
    String[] command = {"submit/retrain", "--logs", logs.toString()};
    assertRefused(7, logs + "/lock: cannot be written (--logs): is the disk full?", command);
  }

  @Test
  void aFileSystemWithoutLocksIsNotAnotherJobAtWork() throws IOException {
    Path flock = Files.createDirectories(folder.resolve("bin")).resolve("flock");
    Files.writeString(flock, "#!/bin/sh\necho 'flock: 9: No locks available' >&2\nexit 71\n");
    assertThat(flock.toFile().setExecutable(true)).isTrue();
    String logs = folder.resolve("logs").toString();
    assertRefused(
        7,
        logs + "/lock: cannot be locked (flock: 9: No locks available)",
        "submit/retrain",
        "--logs",
        logs);
  }

  /** As that of BusyBox, which says nothing where another process has the lock. */
  @Test
  void aFlockOfFewOptionsTellsAnotherJobFromAFailure() throws IOException {
    Path flock = Files.createDirectories(folder.resolve("bin")).resolve("flock");
    Files.writeString(flock, "#!/bin/sh\n[ \"$*\" = '-n 9' ] || exit 64\nexit 1\n");
    assertThat(flock.toFile().setExecutable(true)).isTrue();
    String logs = folder.resolve("logs").toString();
    assertRefused(6, "another submit/retrain is at work", "submit/retrain", "--logs", logs);
    Files.writeString(flock, "#!/bin/sh\necho 'flock: No locks available' >&2\nexit 1\n");
    assertRefused(
        7, "cannot be locked (flock: No locks available)", "submit/retrain", "--logs", logs);
  }

  /** The scripts look for programs with command -v, which here finds them but for one. */
  @ParameterizedTest
  @CsvSource({
    "flock, util-linux, submit/retrain --logs LOGS",
    "xargs, findutils, submit/retrain --logs LOGS",
    "awk, mawk, submit/local describe",
    "find, findutils, submit/local --secret-file pom.xml describe"
  })
  void aProgramThatIsMissingIsNamedWithItsPackage(String program, String owner, String command)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("env"));
    words.add(
        "BASH_FUNC_command%%=() { [ \"$2\" != " + program + " ] && builtin command \"$@\"; }");
    words.addAll(
        List.of(command.replace("LOGS", folder.resolve("logs").toString()).split(" ", -1)));
    assertRefused(
        2,
        "needs the program %s (of the package %s), there is none".formatted(program, owner),
        words.toArray(String[]::new));
  }

  @Test
  void theHomeFolderIsMeantAlsoBehindAnEqualsSign() throws IOException {
    assertRefused(2, "--on must be", "submit/retrain", "--logs=~/logs", "--on", "nowhere");
    Files.writeString(folder.resolve("secret"), "");
    assertRefused(
        2, folder + "/secret must be", "submit/local", "--secret-file=~/secret", "describe");
    Files.writeString(folder.resolve("a.sweep"), "a ~/none.conf\n");
    assertRefused(
        2, "run a: " + folder + "/none.conf: cannot be read", "submit/sweep", "~/a.sweep");
    Submission printed = run("submit/local", "--event-log=~/events", "--print", "describe");
    assertThat(printed.out()).contains("spark.eventLog.dir=file://" + folder + "/events");
    assertThat(Path.of("~")).doesNotExist();
  }

  /** A Python that measures, but fails at its second eager measurement. */
  @Test
  void aSystemThatFailsInALaterRoundIsLeftOutOfTheTable() throws IOException {
    Path python = folder.resolve("python");
    Files.writeString(
        python,
        """
        #!/bin/sh
        if [ "$3" = eager ]; then [ ! -e %1$s ] || exit 5; touch %1$s; fi
        cat <<EOT
        {"system":"system $3","versions":"1","precision":"float32","figure":"training",\
        "network":"ResNet-20","batch_size":128,"threads":2,"workers":1,\
        "images_per_second":900,"best_images_per_second":1000}
        EOT
        """
            .formatted(folder.resolve("once")));
    assertThat(python.toFile().setExecutable(true)).isTrue();
    String[] command = {
      "submit/bench-peers", "--only", "pytorch,pytorch-compile", "--rounds", "2", "--seconds", "1"
    };
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--python", python.toString()));
    words.addAll(List.of("--store", folder.resolve("store").toString()));
    Submission bench = run(words.toArray(String[]::new));
    assertThat(bench.code()).as(bench.said()).isEqualTo(1);
    assertThat(bench.err())
        .contains("pytorch failed (exit code 5) and is left out, its other rounds too")
        .contains("error: not measured: pytorch\n");
    assertThat(bench.out())
        .contains("medians of the measurements (2)", "system compile float32")
        .doesNotContain("system eager");
  }

  @Test
  void aListThatWasWrittenUnderWindowsIsRead() throws IOException {
    Path sweep = folder.resolve("b.sweep");
    Files.write(
        sweep,
        "\uFEFFa conf/quick.conf\r\n\r\n# a comment\r\nb none.conf\r\n"
            .getBytes(StandardCharsets.UTF_8));
    assertRefused(2, "run b: none.conf: cannot be read", "submit/sweep", sweep.toString());
  }
}
