package org.sparkresnet.jobs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.files.OutputPath;

class ExportFilesTest {
  @TempDir private Path folder;

  private ExportFiles files() {
    return new ExportFiles(
        OutputPath.of(new Configuration(), "--to", "a folder", folder.resolve("model").toString()),
        true);
  }

  /** Two files with a content, the first one first. */
  private static Map<String, byte[]> contents(String second, String content) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    contents.put("first", content.getBytes(StandardCharsets.UTF_8));
    contents.put(second, content.getBytes(StandardCharsets.UTF_8));
    return contents;
  }

  private void assertNothingAside() throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve("model"))) {
      assertThat(entries).noneMatch(it -> it.getFileName().toString().startsWith("_tmp"));
    }
  }

  @Test
  void filesAreReplacedTogetherOrNotAtAll() throws IOException {
    assertThat(files().folder(contents("second", "old"))).isTrue();
    assertThat(files().folder(contents("second", "old"))).as("the same bytes").isFalse();
    // The name aside is longer than a file system takes: the second write fails.
    assertRefused(ExitCode.STORAGE, () -> files().folder(contents("n".repeat(250), "new")))
        .contains("cannot write ", "/model: ");
    assertThat(folder.resolve("model/first")).hasContent("old");
    assertNothingAside();
    assertThat(files().folder(contents("second", "new"))).isTrue();
    assertThat(folder.resolve("model/first")).hasContent("new");
    assertThat(folder.resolve("model/second")).hasContent("new");
    assertNothingAside();
  }
}
