package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.testing.Slow;

/** Reports of real runs on the real slice, on a real local Spark. */
@Slow
class ReportCommandIT {
  @TempDir private static Path folder;
  private static Path store;
  private static Path data;
  private static Commands commands;
  private static Result first;

  @BeforeAll
  static void trainTheFirstRun() throws IOException {
    store = folder.resolve("store");
    commands = new Commands(store);
    data = Slice.copyTo(folder.resolve("data"));
    first = train("first-run");
  }

  private static Result train(String id, String... more) {
    List<String> args = new ArrayList<>(List.of("train", "--run-id", id));
    args.addAll(List.of("--set", "data.path=" + data));
    args.addAll(List.of("--set", "model.depth=8", "--set", "train.epochs=2"));
    args.addAll(List.of("--set", "train.batch-size=32", "--set", "train.averaging-frequency=2"));
    args.addAll(List.of(more));
    return commands.run(args.toArray(String[]::new));
  }

  private static Result report(String... more) {
    List<String> args = new ArrayList<>(List.of("report"));
    args.addAll(List.of(more));
    return commands.run(args.toArray(String[]::new));
  }

  private static Path file(String id) {
    return store.resolve("runs/" + id + "/report.html");
  }

  @Test
  void trainWritesTheReportAndTheCommandWritesTheSameBytes() throws IOException {
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).contains("report: " + file("first-run"));
    String html = Files.readString(file("first-run"));
    assertThat(html)
        .contains("<h1>ResNet-8: ")
        .contains("<img src=\"data:image/png;base64,")
        .contains("<svg ")
        .contains("There is no champion in the registry");
    Path again = folder.resolve("again.html");
    Result reported = report("--run", "first-run", "--out", again.toString());
    assertThat(reported.code()).as(reported.err()).isZero();
    assertThat(reported.out()).isEqualTo("report: " + again + System.lineSeparator());
    assertThat(again).hasContent(html);
  }

  @Test
  void anUnknownRunIsRefusedWithNamesLikeIt() {
    for (String[] args :
        new String[][] {{"--run", "frist-run"}, {"--run", "first-run", "--compare", "frist-run"}}) {
      Result result = report(args);
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.err())
          .contains("has no run frist-run; did you mean first-run")
          .hasLineCount(1);
    }
    assertThat(report("--run", "first-run", "--compare", "first-run").err())
        .contains("--compare must name other runs than --run, cannot be: first-run");
  }

  @Test
  void aPausedRunIsComparedAsFarAsItGot() throws IOException {
    Result paused = train("paused", "--pause-at", "6");
    assertThat(paused.code()).as(paused.err()).isZero();
    assertThat(paused.out()).contains("report: " + file("paused"));
    Path page = folder.resolve("compared.html");
    Result result = report("--run", "paused", "--compare", "first-run", "--out", page.toString());
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Files.readString(page))
        .contains("RUNNING or paused")
        .contains("ResNet-8: no evaluation of the test images")
        .contains("Recall of each class")
        .contains("aria-label=\"Loss: ");
  }

  @Test
  void aFailedRunHasAReportThatSaysWhy() throws IOException {
    Result failed = train("diverged", "--set", "train.learning-rate=1e30");
    failed.assertRefused(5, "error: training diverged: ");
    assertThat(failed.err()).contains("train.learning-rate");
    assertThat(Files.readString(file("diverged"))).contains("FAILED").contains("Error: ");
  }

  @Test
  void anEvaluationHasAReport() throws IOException {
    Result evaluated =
        commands.run(
            "evaluate",
            "--run-id",
            "eval",
            "--model",
            store.resolve("runs/first-run/model.zip").toString(),
            "--set",
            Slice.DATA_PATH);
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    Result result = report("--run", "eval");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Files.readString(file("eval")))
        .contains("This run did not train.")
        .contains("<img src=\"data:image/png;base64,");
  }

  @Test
  void picturesOfOtherDataAreNotShown() throws IOException {
    Path page = folder.resolve("changed.html");
    Path test = data.resolve("test_batch.bin");
    byte[] bytes = Files.readAllBytes(test);
    try {
      bytes[1]++;
      Files.write(test, bytes);
      assertThat(report("--run", "first-run", "--out", page.toString()).code()).isZero();
      assertThat(Files.readString(page))
          .contains("are not those of the run: their SHA-256 is")
          .doesNotContain("<img ");
      Files.delete(test);
      assertThat(report("--run", "first-run", "--out", page.toString()).code()).isZero();
      assertThat(Files.readString(page))
          .contains("The pictures cannot be shown: the data can no longer be read")
          .doesNotContain("<img ");
    } finally {
      Slice.copyTo(data);
    }
  }

  @Test
  void aReportThatCannotBeWrittenDoesNotFailTheRun() throws IOException {
    Files.createDirectories(file("unwritable").resolve("in-the-way"));
    Result trained = train("unwritable");
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("warning: no report was written: cannot write");
    assertThat(store.resolve("runs/unwritable/summary.json")).exists();
  }
}
