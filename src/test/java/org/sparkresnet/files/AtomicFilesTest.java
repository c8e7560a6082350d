package org.sparkresnet.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.viewfs.ConfigUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.BusyFileSystem;

class AtomicFilesTest {
  private static final Configuration CONF = conf();
  private static final Path FILE = new Path("/store/a");

  /** On Hadoop's view of a folder, which is no local file system to whoever writes there. */
  private static AtomicFiles files(java.nio.file.Path folder) throws IOException {
    Configuration conf = new Configuration(false);
    ConfigUtil.addLink(conf, "/store", folder.toUri());
    return AtomicFiles.on(FileSystem.newInstance(URI.create("viewfs:///"), conf));
  }

  @Test
  void aGuardThatCannotAnswerNowIsAskedAgain(@TempDir java.nio.file.Path folder)
      throws IOException {
    AtomicInteger asked = new AtomicInteger();
    files(folder)
        .guardedBy(
            () -> {
              if (asked.getAndIncrement() == 0) {
                throw new IOException("the name node is away");
              }
            })
        .retrying(Duration.ofSeconds(30))
        .write(FILE, out -> out.write('x'));
    assertThat(folder.resolve("a")).hasContent("x");
    assertThat(asked.get())
        .as("once in vain, before the change and before the rename")
        .isEqualTo(3);
  }

  /** Local disk on which others delete a folder as soon as it is there, some times. */
  private static final class EmptyFoldersGo extends RawLocalFileSystem {
    private final Path folder;
    private int times;

    EmptyFoldersGo(Path folder, int times) throws IOException {
      this.folder = folder;
      this.times = times;
      initialize(folder.toUri(), CONF);
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
      boolean made = super.mkdirs(path);
      if (path.equals(folder) && times-- > 0) {
        Files.delete(pathToFile(path).toPath());
      }
      return made;
    }
  }

  /** The last holder of a lock deletes its empty folder while the next one takes it. */
  @Test
  void aFileIsCreatedThoughItsEmptyFolderIsDeletedMeanwhile(@TempDir java.nio.file.Path folder)
      throws IOException {
    Path lock = new Path(folder.resolve("runs/a/lock").toUri());
    Path file = new Path(lock, "000001.json");
    AtomicFiles files = AtomicFiles.on(new EmptyFoldersGo(lock, 3));
    assertThat(files.create(file, new byte[] {'x'})).isTrue();
    assertThat(files.create(file, new byte[] {'y'})).isFalse();
    assertThat(folder.resolve("runs/a/lock/000001.json")).hasContent("x");
    Files.delete(folder.resolve("runs/a/lock/000001.json"));
    AtomicFiles never = AtomicFiles.on(new EmptyFoldersGo(lock, Integer.MAX_VALUE));
    assertThatThrownBy(() -> never.create(file, new byte[] {'x'}))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aGuardThatForbidsIsNotAskedAgain(@TempDir java.nio.file.Path folder) throws IOException {
    AtomicInteger asked = new AtomicInteger();
    AtomicFiles guarded =
        files(folder)
            .guardedBy(
                () -> {
                  asked.incrementAndGet();
                  throw new IllegalStateException("another holds the lock");
                })
            .retrying(Duration.ofSeconds(30));
    assertThatThrownBy(() -> guarded.write(FILE, out -> out.write('x')))
        .hasMessage("another holds the lock");
    assertThat(asked.get()).isEqualTo(1);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsADayOlderThanItsNeighboursWasLeftByWhoeversClock(@TempDir java.nio.file.Path folder)
      throws IOException {
    AtomicFiles files = files(folder);
    // The file system's clock is two days behind this machine's.
    FileTime now = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    java.nio.file.Path working = folder.resolve("_tmp-" + AsideNames.newOwner() + "-a");
    Files.setLastModifiedTime(Files.createFile(working), now);
    files.deleteAsides(new Path("/store"));
    assertThat(working).as("written at this moment").exists();

    java.nio.file.Path left = folder.resolve("_tmp-" + AsideNames.newOwner() + "-b");
    Files.setLastModifiedTime(
        Files.createFile(left), FileTime.from(now.toInstant().minus(Duration.ofHours(25))));
    files.deleteAsides(new Path("/store"));
    assertThat(left).as("25 hours older than its neighbour").doesNotExist();
    assertThat(working).exists();
  }

  /** The kernel gives nobody its own files, whoever asks. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void whatTheKernelDoesNotDeleteIsAnErrorWithItsReason() throws IOException {
    AtomicFiles files = AtomicFiles.on(FileSystem.getLocal(new Configuration(false)));
    assertThatThrownBy(() -> files.delete(new Path("/proc/self/comm")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith("/proc/self/comm");
    IllegalStateException failure = new IllegalStateException("of the change");
    files.discard(new Path("/proc/self/comm"), failure);
    assertThat(failure.getSuppressed()).hasSize(1);
  }

  @Test
  void aDeletionThatIsRefusedLeavesWhatALinkLeadsTo(@TempDir java.nio.file.Path folder)
      throws Exception {
    java.nio.file.Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    java.nio.file.Path survivor = Files.writeString(elsewhere.resolve("survivor"), "of others");
    java.nio.file.Path asked = Files.createDirectory(folder.resolve("asked"));
    Files.createSymbolicLink(asked.resolve("link"), elsewhere);
    try (AutoCloseable disk = BusyFileSystem.begin(CONF)) {
      BusyFileSystem.keep(".*/asked");
      assertThatThrownBy(() -> busy().delete(new Path(asked.toString())))
          .isInstanceOf(IOException.class)
          .hasMessage("the file system has not deleted all of it");
      java.nio.file.Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);
      BusyFileSystem.keep(".*/link");
      assertThatThrownBy(() -> busy().delete(new Path(link.toString())))
          .isInstanceOf(IOException.class);
      assertThat(disk).isNotNull();
    }
    assertThat(survivor).hasContent("of others");
  }

  @Test
  void aNameAsideThatCannotBeFreedIsAnErrorAndOneThatIsRenamedIsNot(
      @TempDir java.nio.file.Path folder) throws Exception {
    java.nio.file.Path aside = Files.createDirectory(folder.resolve("_tmp-run"));
    Files.createFile(aside.resolve("part"));
    Files.createFile(aside.resolve("part-2")); // one goes when the reason is looked for
    try (AutoCloseable disk = BusyFileSystem.begin(CONF)) {
      BusyFileSystem.keep(".*/_tmp-.*");
      busy().deleteAsides(new Path(folder.toUri()));
      assertThat(aside).as("no late rename finds it").doesNotExist();
      assertThat(folder.toFile().list()).singleElement().asString().matches("_tmp-.{36}-left");
      busy().deleteAsides(new Path(folder.toUri()));
      busy().deleteIfPossible(new Path(folder.toString(), folder.toFile().list()[0]));
      assertThat(folder.toFile().list()).as("best effort, in the end").hasSize(1);
      assertThat(disk).isNotNull();
    }
    assertThatThrownBy(() -> busy().free(new Path("/proc/self/comm")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith("/proc/self/comm");
  }

  @Test
  void aFileThatIsRenamedAwayIsRemovedAlsoIfItsRestStays(@TempDir java.nio.file.Path folder)
      throws Exception {
    java.nio.file.Path file = folder.resolve("rows");
    try (AutoCloseable disk = BusyFileSystem.begin(CONF)) {
      AtomicFiles files = busy().heldBy("1f0c5a2b-000001-9d4e07c1a3b8", () -> {});
      BusyFileSystem.keep(".*/_tmp-.*");
      for (int time = 0; time < 2; time++) { // the second finds the rest of the first
        Files.createFile(file);
        files.remove(new Path(file.toUri()));
        assertThat(file).doesNotExist();
      }
      assertThat(disk).isNotNull();
    }
  }

  private static Configuration conf() {
    Configuration conf = new Configuration(false);
    conf.set("fs.file.impl", "org.apache.hadoop.fs.LocalFileSystem");
    return conf;
  }

  private static AtomicFiles busy() throws IOException {
    return AtomicFiles.on(FileSystem.newInstance(URI.create("file:///"), CONF));
  }

  @Test
  void whatIsAbsentIsDeletedAlready(@TempDir java.nio.file.Path folder) throws IOException {
    AtomicFiles files = AtomicFiles.on(FileSystem.getLocal(new Configuration(false)));
    files.delete(new Path(folder.resolve("absent").toUri()));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aHoldersDeletionOfWhatTheFileSystemKeepsIsAnError(@TempDir java.nio.file.Path folder)
      throws Exception {
    java.nio.file.Path kept = Files.createFile(folder.resolve("kept"));
    try (AutoCloseable disk = BusyFileSystem.begin(CONF)) {
      AtomicFiles files = busy().heldBy("1f0c5a2b-000001-9d4e07c1a3b8", () -> {});
      BusyFileSystem.keep(".*/_tmp-.*-kept");
      assertThatThrownBy(() -> files.delete(new Path(kept.toUri())))
          .isInstanceOf(IOException.class)
          .hasMessage("the file system has not deleted all of it");
      assertThat(disk).isNotNull();
    }
    assertThat(kept).as("it was renamed first").doesNotExist();
  }
}
