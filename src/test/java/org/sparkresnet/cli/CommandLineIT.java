package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.testing.OwnClasses;
import org.sparkresnet.testing.Slow;

/** The command line: options, exit codes, and a run with what it prints. */
class CommandLineIT {
  @TempDir private Path folder;
  private Commands commands;

  @BeforeEach
  void noStoreYet() {
    commands = new Commands(folder.resolve("store"));
  }

  private Result train(String runId, String... more) {
    List<String> args = new ArrayList<>(List.of("train", "--run-id", runId));
    args.addAll(List.of("--set", "model.depth=8", "--set", "train.epochs=2"));
    args.addAll(List.of("--set", "train.batch-size=32", "--set", "train.averaging-frequency=2"));
    args.addAll(List.of(more));
    return commands.run(args.toArray(String[]::new));
  }

  @Test
  void aRunIsPausedGoesOnAndIsEvaluated() throws IOException {
    String paths = "data.path=" + Slice.copyAsIncrements(folder.resolve("data"));
    Path store = commands.store();
    String[] keys = {
      "--set", paths,
      "--set", "dataset.validation-examples=50",
      "--set", "evaluate.training-images=true"
    };
    Result paused = train("first", with(keys, "--pause-at", "3"));
    assertThat(paused.code()).as(paused.err()).isZero();
    assertThat(paused.out()).contains("paused at iteration 4 of 8").contains("--run-id first");

    Result trained = train("first", keys);
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out())
        .contains("ResNet-8, ", "; run first")
        .contains("resumed from the checkpoint at iteration 4")
        .contains("ResNet-8, run first")
        .contains("test accuracy")
        .contains("images/s on 2 workers")
        .contains("\non the 250 training images as they are: accuracy ")
        .contains("next: submit/local evaluate --store " + store)
        .contains(" --set '" + paths + "' --model ");

    Result evaluated =
        commands.run(
            "evaluate",
            "--model",
            store.resolve("runs/first/model.zip").toString(),
            "--run-id",
            "again",
            "--set",
            Slice.DATA_PATH,
            "--set",
            "evaluate.test-time-flips=true",
            "--set",
            "evaluate.training-images=true");
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.out())
        .contains("ResNet-8 on 100 test images", "airplane")
        .contains("\non the 300 training images as they are: accuracy ");

    Result mistaken = train("again", "--set", Slice.DATA_PATH);
    assertThat(mistaken.code()).isEqualTo(2);
    assertThat(mistaken.err())
        .isEqualTo(
            "error: --run-id must not be one of another command (evaluate), cannot be: again\n");

    Result other = train("first", with(keys, "--set", "train.seed=2"));
    other.assertRefused(2, ": choose another --run-id, or --fresh to begin again");
    Result fresh =
        train("first", with(keys, "--set", "train.seed=2", "--fresh", "--pause-at", "1"));
    assertThat(fresh.code()).as(fresh.err()).isZero();
    assertThat(fresh.out()).contains("paused at iteration 2 of 8").doesNotContain("resumed");
  }

  @Slow
  @Test
  void theCommandThatIsNextReadsTheLabelsOnWhichTheModelWasTrained() throws IOException {
    Path data = OwnClasses.writeCifar100(folder.resolve("data"));
    Result trained = train("coarse", "--set", "data.path=" + data, "--set", "data.labels=coarse");
    assertThat(trained.code()).as(trained.err()).isZero();
    String begin = "next: submit/local ";
    String next =
        trained.out().lines().filter(line -> line.startsWith(begin)).findFirst().orElseThrow();
    Result evaluated = Result.of(List.of(next.substring(begin.length()).split(" ")));
    assertThat(evaluated.code()).as(next + evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("aquatic_mammals");
  }

  private static String[] with(String[] options, String... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void secretsInAddressesReachNeitherScreenNorStore() {
    for (String password : List.of("hunter2", "hunt@er2", "hunt/er2", "hunt/?#er2")) {
      String address = "hdfs://alice:" + password + "@127.0.0.1:1/cifar";
      for (Result result :
          List.of(
              train("data", "--set", "data.path=" + address),
              Result.of(List.of("train", "--store", address, "--set", Slice.DATA_PATH)),
              commands.run("evaluate", "--model", address + "/model.zip"))) {
        assertThat(result.code()).as(result.err()).isIn(2, 3);
        assertThat(result.out() + result.err()).doesNotContain("er2");
      }
    }
    assertThat(commands.store().resolve("runs")).doesNotExist();
  }

  static Stream<Arguments> usage() {
    return Stream.of(
        Arguments.of("trian", "Unmatched argument at index 0: 'trian'"),
        Arguments.of("train --speed", "Unknown option: '--speed'"),
        Arguments.of("evaluate", "Missing required option: '--model=MODEL'"),
        Arguments.of("train --pause-at 0", "--pause-at must be at least 1, cannot be: 0"),
        Arguments.of("train --run-id a/b", "a/b"),
        Arguments.of("train --run-id=", "run id must be 1 to 100 letters, digits,"),
        Arguments.of("train --config conf/none.conf", "conf/none.conf: no such file (--config)"),
        Arguments.of("describe --set model.depth=9", "model.depth must be"),
        Arguments.of(
            "train --set train.epoch=3",
            "--set: unknown key train.epoch; did you mean train.epochs?"));
  }

  @ParameterizedTest
  @MethodSource
  void usage(String command, String message) {
    Result.of(List.of(command.split(" "))).assertRefused(2, message);
  }

  @Test
  void aFailureHasItsExitCode() throws IOException {
    commands.refused(
        2,
        "train.workers must be at most the number of training images (300), cannot be: 301",
        "train",
        "--set",
        Slice.DATA_PATH,
        "--set",
        "train.workers=301");
    Path other = Files.createDirectory(folder.resolve("other-files"));
    Files.writeString(other.resolve("notes.txt"), "no images");
    train("none", "--set", "data.path=" + other)
        .assertRefused(3, "no training file data_batch*.bin");
    train(
            "wild",
            "--set",
            Slice.DATA_PATH,
            "--set",
            "train.learning-rate=1e18",
            "--set",
            "train.schedule=constant",
            "--set",
            "train.averaging-frequency=1")
        .assertRefused(5, "error: training diverged: ");
    Path file = Files.writeString(folder.resolve("a-file"), "");
    new Commands(file).refused(7, "cannot write file:" + file, "train", "--set", Slice.DATA_PATH);
  }

  @Test
  void describePrintsTheNetworkAndDrawsIt() {
    Path svg = folder.resolve("resnet20.svg");
    Result result = Result.of(List.of("describe", "--svg", svg.toString()));
    assertThat(result.code()).isZero();
    assertThat(result.out()).contains("269,722").contains("stage3-unit3");
    assertThat(svg).content().startsWith("<svg");
  }

  @Test
  void aDiagramAppearsWholeOrNotAtAll() throws IOException {
    Path old = Files.writeString(folder.resolve("old.svg"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.svg"), old);
    Path copy = Files.createLink(folder.resolve("copy.svg"), old);
    assertThat(Result.of(List.of("describe", "--svg", link.toString())).code()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(old).content().startsWith("<svg");
    assertThat(copy).as("another file").hasContent("old");
    assertThat(folder).isDirectoryNotContaining("glob:**_tmp-*");

    Path none = folder.resolve("none/x.svg");
    refused(none, "No such file or directory");
    refused(folder, "Is a directory");
    refused(old.resolve("x.svg"), "Not a directory");
    assertThat(Result.of(List.of("describe", "--svg", "/dev/null")).code()).isZero();
    Path full = Path.of("/dev/full");
    if (Files.exists(full)) {
      Result.of(List.of("describe", "--svg", "/dev/full"))
          .assertRefused(7, "/dev/full: cannot be written (--svg): No space left on device");
    }
  }

  private static void refused(Path svg, String reason) {
    Result.of(List.of("describe", "--svg", svg.toString()))
        .assertRefused(2, svg + ": cannot be written (--svg): " + reason);
  }

  @Test
  void versionNamesCommitAndLibraries() {
    assertThat(Result.of(List.of("--version")).out())
        .matches(
            "(?s)spark-resnet \\S+ \\(commit \\S+\\).*Spark 3\\.5\\.\\d+, DL4J 1\\.0\\.0-M2.*");
  }
}
