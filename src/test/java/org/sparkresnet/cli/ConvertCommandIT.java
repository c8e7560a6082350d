package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.Pictures;
import org.sparkresnet.testing.Slow;

/** The command convert on real pictures. */
@Slow
class ConvertCommandIT {
  @TempDir private Path folder;

  private Path trees() throws IOException {
    Path trees = folder.resolve("trees");
    for (int i = 0; i < 24; i++) {
      Path oak = Files.createDirectories(trees.resolve(i % 2 == 0 ? "oak" : "elm"));
      Files.write(oak.resolve(i + ".png"), Pictures.file(64, 48, i, "png"));
    }
    return trees;
  }

  @Test
  void countsAndTheCommandToTrainWithArePrinted() throws IOException {
    Path data = folder.resolve("da ta");
    Commands commands = new Commands(folder.resolve("store"));
    String out =
        commands.good(
            "convert",
            "--from=" + trees(),
            "--to",
            data.toString(),
            "--fit",
            "pad",
            "--test-share",
            "25 %");
    assertThat(out)
        .contains(trees() + ": 24 pictures of 2 classes (elm, oak)")
        .containsPattern(
            "converted 24 pictures of 2 classes to .*/da ta: \\d+ for training, \\d+ for testing")
        .containsPattern("class +training +test\nelm +\\d+ +\\d+\noak +\\d+ +\\d+\n")
        .contains("damaged: 0 of 24\n", "duplicates: 0 with the pixels of another one")
        .contains("train with:  submit/local train --set 'data.path=" + data + "'");
    assertThat(data.resolve("conversion.json"))
        .content()
        .contains("\"fit\" : \"pad\"", "\"test_share\" : 0.25");
    assertThat(folder.resolve("store")).doesNotExist();
    commands.good(
        "train",
        "--set",
        "data.path=" + data,
        "--set",
        "model.depth=8",
        "--set",
        "train.iterations=1",
        "--set",
        "train.epochs=0",
        "--set",
        "train.batch-size=8",
        "--set",
        "train.workers=2");
  }

  @Test
  void mistakesAreOneLineWithACode() throws IOException {
    Commands commands = new Commands(folder.resolve("store"));
    String to = folder.resolve("data").toString();
    commands.refused(
        3, "no such folder or file (--from)", "convert", "--from", "/none", "--to", to);
    commands.refused(2, "--to", "convert", "--from", trees().toString());
    commands.refused(
        2, "--fit", "convert", "--from", trees().toString(), "--to", to, "--fit", "stretch");
    commands.refused(
        2,
        "--test-share must be a share such as 1/6, 0.1 or 10%",
        "convert",
        "--from",
        trees().toString(),
        "--to",
        to,
        "--test-share",
        "some");
    commands.refused(
        2, "neither in --from", "convert", "--from", trees().toString(), "--to", trees() + "/data");
    assertThat(Path.of(to)).doesNotExist();
  }
}
