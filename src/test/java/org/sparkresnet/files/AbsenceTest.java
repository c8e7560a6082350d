package org.sparkresnet.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.testing.UncachedDisk;
import org.sparkresnet.testing.UnreadableFileSystem;

/** Files that seem absent to Java and to Hadoop, though they are there. */
class AbsenceTest {
  @TempDir private java.nio.file.Path folder;
  private AtomicFiles files;

  @BeforeEach
  void aDisk() throws IOException {
    files = AtomicFiles.on(FileSystem.getLocal(new Configuration(false)));
  }

  private Path path(String name) {
    return new Path(folder.resolve(name).toUri());
  }

  private static void assertNotAbsent(ThrowingCallable look, String reason) {
    assertThatThrownBy(look)
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(FileNotFoundException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void whatIsNotThereIsAbsent() throws IOException {
    Files.createFile(folder.resolve("file"));
    Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
    for (String name : new String[] {"nothing", "no/thing", "file/below", "dangling"}) {
      assertThat(files.exists(path(name))).as(name).isFalse();
      assertThatThrownBy(() -> files.status(path(name))).isInstanceOf(FileNotFoundException.class);
      assertThatThrownBy(() -> files.list(path(name))).isInstanceOf(FileNotFoundException.class);
      assertThatThrownBy(() -> files.read(path(name), in -> 1))
          .isInstanceOf(FileNotFoundException.class);
    }
    assertThat(files.list(path(""))).hasSize(1);
  }

  /** A link to itself is what a disk with an error is to Java: exists() of it is false. */
  @Test
  void whatCannotBeLookedAtIsAnErrorAndNotAbsent() throws IOException {
    Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    String reason = "Too many levels of symbolic links";
    assertNotAbsent(() -> files.exists(path("loop")), reason);
    assertNotAbsent(() -> files.status(path("loop")), reason);
    assertNotAbsent(() -> files.read(path("loop"), in -> 1), reason);
    assertNotAbsent(() -> files.list(path("loop")), reason);
    assertNotAbsent(() -> files.list(path("")), reason);
  }

  @Test
  void aFolderInThePlaceOfAFileIsNotAbsent() throws IOException {
    Files.createDirectory(folder.resolve("a"));
    assertNotAbsent(() -> files.read(path("a"), in -> 1), "a (Is a directory)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Input/output error", "Too many open files"})
  void aFileThatCannotBeOpenedIsAnErrorOfStorage(String reason) throws Exception {
    Files.writeString(folder.resolve("a"), "whole");
    Configuration hadoop = UncachedDisk.configuration();
    try (AutoCloseable refusing = UnreadableFileSystem.refuse(hadoop, ".*/a", 0, reason)) {
      assertThat(refusing).isNotNull();
      AtomicFiles disk = AtomicFiles.on(FileSystem.get(path("a").toUri(), hadoop));
      assertThatThrownBy(() -> disk.read(path("a"), in -> 1))
          .isNotInstanceOf(FileNotFoundException.class)
          .hasMessage("%s/a (%s)".formatted(folder, reason))
          .matches(FileErrors::isStorage)
          .matches(e -> !FileErrors.isMissing((IOException) e));
    }
  }
}
