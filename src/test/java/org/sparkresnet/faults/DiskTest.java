package org.sparkresnet.faults;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.DiskSync;

class DiskTest {
  @TempDir private Path root;
  private final StringBuilder told = new StringBuilder();
  private Disk disk;

  @BeforeEach
  void anOldFile() throws IOException {
    Files.writeString(root.resolve("a"), "old");
    disk = Disk.mount(root, (at, number, operation) -> told.append(operation).append("; "));
  }

  @AfterEach
  void unmount() {
    disk.close();
  }

  private static List<String> names(Tree tree) {
    return List.copyOf(tree.entries().keySet());
  }

  private static String text(Tree tree, String path) {
    return new String(tree.entries().get(path).bytes(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private Path path(String name) {
    return DiskPaths.of(root.resolve(name));
  }

  @Test
  void bytesThatWereNotSyncedAreLostInAPowerCutAndNotInAKill() throws IOException {
    Files.writeString(path("b"), "new");
    Files.move(path("b"), path("a"), ATOMIC_MOVE);
    assertThat(told).hasToString("CREATE b; WRITE b; RENAME b; ");
    assertThat(text(disk.killed(), "a")).isEqualTo("new");
    assertThat(text(disk.dropped(), "a")).isEmpty();
    assertThat(text(disk.zeroed(), "a")).isEqualTo("\0\0\0");
    assertThat(text(disk.lost(), "a")).isEqualTo("old");
  }

  @Test
  void aNameIsLostUntilItsFolderIsSynced() throws IOException {
    Files.writeString(path("b"), "new");
    DiskSync.file(path("b"));
    Files.move(path("b"), path("a"), ATOMIC_MOVE);
    assertThat(text(disk.dropped(), "a")).isEqualTo("new");
    assertThat(text(disk.lost(), "a")).isEqualTo("old");
    DiskSync.folder(path(""));
    assertThat(text(disk.lost(), "a")).isEqualTo("new");
    Files.delete(path("a"));
    assertThat(names(disk.killed())).isEmpty();
    assertThat(names(disk.lost())).containsExactly("a");
  }

  @Test
  void aFileInAFolderWhoseNameIsLostIsLostToo() throws IOException {
    Files.createDirectories(path("c/d"));
    Files.writeString(path("c/d/e"), "new");
    DiskSync.file(path("c/d/e"));
    DiskSync.folder(path("c/d"));
    DiskSync.folder(path("c"));
    assertThat(names(disk.lost())).containsExactly("a");
    DiskSync.folder(path(""));
    assertThat(names(disk.lost())).containsExactly("a", "c", "c/d", "c/d/e");
  }

  @Test
  void whatIsWrittenWholeIsLostAtNoMoment() throws IOException {
    Configuration hadoop = new Configuration();
    try (DiskFileSystem local = new DiskFileSystem()) {
      local.initialize(URI.create("file:///"), hadoop);
      AtomicFiles.on(local)
          .write(
              new org.apache.hadoop.fs.Path(root.resolve("c/d/e").toString()),
              out -> out.write('x'));
    }
    // Outside locks the owner is a UUID.
    assertThat(told.toString().replaceAll("_tmp-[0-9a-f-]{36}-", "_tmp-OWNER-"))
        .isEqualTo(
            "MKDIR c; MKDIR c/d; SYNC_FOLDER ; SYNC_FOLDER c; CREATE c/d/_tmp-OWNER-e; WRITE c/d/_tmp-OWNER-e;"
                + " SYNC c/d/_tmp-OWNER-e; RENAME c/d/_tmp-OWNER-e; SYNC_FOLDER c/d; ");
    assertThat(text(disk.lost(), "c/d/e")).isEqualTo("x");
  }

  @Test
  void aNameThatIsNotForcedToDiskIsAWriteThatFailed() throws IOException {
    disk.close();
    disk =
        Disk.mount(
            root,
            (at, number, operation) -> {
              if (operation.kind() == Operation.Kind.SYNC_FOLDER) {
                throw new IOException("Input/output error");
              }
            });
    try (DiskFileSystem local = new DiskFileSystem()) {
      local.initialize(URI.create("file:///"), new Configuration());
      assertThatThrownBy(
              () ->
                  AtomicFiles.on(local)
                      .write(
                          new org.apache.hadoop.fs.Path(root.resolve("a").toString()),
                          out -> out.write('x')))
          .hasMessage(
              root.resolve("a") + " is renamed, but its name is not on disk: Input/output error");
    }
    assertThat(text(disk.lost(), "a")).isEqualTo("old");
  }

  @Test
  void anOperationThatIsForbiddenIsNotMade() throws IOException {
    disk.close();
    disk =
        Disk.mount(
            root,
            (at, number, operation) -> {
              throw new IOException("Input/output error");
            });
    assertThatThrownBy(() -> Files.delete(path("a"))).hasMessage("Input/output error");
    assertThat(root.resolve("a")).hasContent("old");
  }
}
