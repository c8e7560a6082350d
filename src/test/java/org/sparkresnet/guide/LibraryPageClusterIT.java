package org.sparkresnet.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.StoredTables;

/** The page about the library, done as its reader does it: its code, then its commands. */
class LibraryPageClusterIT {
  private static final Path PAGE = Path.of("src/site/markdown/library.md");
  private static final Path SLICE = Path.of("src/test/resources/cifar10-slice").toAbsolutePath();

  @TempDir private Path project;

  @Test
  void itsCodeTrainsEvaluatesAndScores() throws IOException, InterruptedException {
    Files.writeString(project.resolve("TrainAndScore.java"), block("java"));
    Files.createDirectories(project.resolve("data"));
    Files.createSymbolicLink(project.resolve("data/cifar-10"), SLICE);
    Files.createDirectories(project.resolve("incoming"));
    Files.copy(SLICE.resolve("test_batch.bin"), project.resolve("incoming/new.bin"));
    Files.createDirectories(project.resolve("target"));
    for (String built : List.of("spark-resnet.jar", "spark")) {
      Files.createSymbolicLink(
          project.resolve("target/" + built), Path.of("target", built).toAbsolutePath());
    }

    String output = run(block(""));

    assertThat(output).containsPattern("(?m)^accuracy 0\\.\\d+$").contains("scored 100 images");
    assertThat(StoredTables.find(project.resolve("store"), "predictions", "team-1-new"))
        .isPresent();
  }

  /** The page's only block of a language. */
  private static String block(String language) throws IOException {
    String text = Files.readString(PAGE);
    String fence = "\n\n```" + language + "\n"; // a closing one has no empty line before it
    int begin = text.indexOf(fence) + fence.length();
    assertThat(begin).as(language).isGreaterThan(fence.length());
    return text.substring(begin, text.indexOf("\n```\n", begin) + 1);
  }

  private String run(String commands) throws IOException, InterruptedException {
    Path output = project.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().remove("SPARK_HOME");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
