package org.sparkresnet.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFilesTest {
  @TempDir private Path folder;
  private final List<String> progress = new ArrayList<>();
  private StagedFiles staged;

  /** A local file system with a home folder of its own. */
  private static final class Home extends RawLocalFileSystem {
    private final Path home;

    Home(Path home) throws IOException {
      this.home = home;
      initialize(java.net.URI.create("file:///"), new Configuration());
    }

    @Override
    public org.apache.hadoop.fs.Path getHomeDirectory() {
      return makeQualified(new org.apache.hadoop.fs.Path(home.toString()));
    }
  }

  @BeforeEach
  void open() throws IOException {
    FileSystem files = new Home(folder.resolve("home"));
    staged = new StagedFiles(files, false, progress::add);
  }

  private Path jar(String content) throws IOException {
    return Files.writeString(folder.resolve("job.jar"), content);
  }

  @Test
  void theSameContentIsPutThereOnce() throws IOException {
    org.apache.hadoop.fs.Path first = staged.file(jar("a"));
    assertThat(first.getName()).isEqualTo("job-ca978112ca1bbdca.jar");
    assertThat(Path.of(first.toUri())).hasContent("a");
    assertThat(staged.file(jar("a"))).isEqualTo(first);
    assertThat(progress).hasSize(1);
    assertThat(staged.file(jar("b"))).as("another build").isNotEqualTo(first);
    assertThat(folder.resolve("home/.spark-resnet").toFile().list())
        .as("nothing is left aside")
        .hasSize(2);
  }

  @Test
  void anArchiveHoldsTheJarsAndItsNameFollowsThem() throws IOException {
    Path jars = Files.createDirectory(folder.resolve("jars"));
    Files.writeString(jars.resolve("one.jar"), "1");
    Files.writeString(jars.resolve("two.jar"), "2");
    org.apache.hadoop.fs.Path archive = staged.archive(jars);
    try (ZipFile zip = new ZipFile(archive.toUri().getPath())) {
      assertThat(zip.stream()).extracting("name").containsExactly("one.jar", "two.jar");
      assertThat(zip.getInputStream(zip.getEntry("two.jar"))).hasContent("2");
    }
    Files.writeString(jars.resolve("two.jar"), "3");
    assertThat(staged.archive(jars)).isNotEqualTo(archive);
  }

  @Test
  void aDryRunWritesNothing() throws IOException {
    StagedFiles dry = new StagedFiles(new Home(folder.resolve("home")), true, progress::add);
    assertThat(dry.file(jar("a")).getName()).isEqualTo("job-ca978112ca1bbdca.jar");
    assertThat(dry.folder(folder.resolve("events").toString()).toString()).endsWith("/events");
    assertThat(folder.resolve("home")).doesNotExist();
    assertThat(folder.resolve("events")).doesNotExist();
  }
}
