package org.sparkresnet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.testing.UncachedDisk;
import org.sparkresnet.testing.UnreadableFileSystem;

class StoreTest {
  @TempDir Path folder;

  private Store store() {
    return Store.open(folder.resolve("store").toString(), new Configuration(false));
  }

  @Test
  void hasTheDocumentedPaths() {
    Store store = store();
    RunId run = new RunId("7");
    String root = "file:" + folder + "/store/";
    assertThat(store.config(run)).hasToString(root + "runs/7/config.conf");
    assertThat(store.manifest(run)).hasToString(root + "runs/7/manifest.json");
    assertThat(store.summary(run)).hasToString(root + "runs/7/summary.json");
    assertThat(store.model(run)).hasToString(root + "runs/7/model.zip");
    assertThat(store.checkpoints(run)).hasToString(root + "runs/7/checkpoints");
    assertThat(folder).as("opening creates nothing").isEmptyDirectory();
  }

  @Test
  void replacesAFileAndLeavesNothingBeside() throws IOException {
    Store store = store();
    StoreWriter writer = UnguardedStore.writer(store);
    org.apache.hadoop.fs.Path path = store.summary(new RunId("a"));
    writer.writeAtomically(path, "old");
    writer.writeAtomically(path, "new");
    assertThat(store.readText(path)).isEqualTo("new");
    assertThat(files()).containsExactly("store/runs/a/summary.json");
  }

  @Test
  void keepsTheOldFileWhenWritingFails() throws IOException {
    Store store = store();
    StoreWriter writer = UnguardedStore.writer(store);
    org.apache.hadoop.fs.Path path = store.summary(new RunId("a"));
    writer.writeAtomically(path, "old");
    assertThatThrownBy(
            () ->
                writer.writeAtomically(
                    path,
                    out -> {
                      out.write(1);
                      throw new IOException("disk full\nmore lines");
                    }))
        .isInstanceOf(UserError.class)
        .hasMessage("cannot write " + path + ": disk full");
    assertThat(store.readText(path)).isEqualTo("old");
    assertThat(files()).containsExactly("store/runs/a/summary.json");
  }

  @Test
  void allowsTheWriterToCloseTheStream() {
    Store store = store();
    StoreWriter writer = UnguardedStore.writer(store);
    org.apache.hadoop.fs.Path path = store.model(new RunId("a"));
    writer.writeAtomically(
        path,
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("x"));
          }
        });
    assertThat(store.exists(path)).isTrue();
  }

  @Test
  void probeLeavesAnEmptyStore() throws IOException {
    UnguardedStore.writer(store()).requireWritable();
    assertThat(folder.resolve("store")).isEmptyDirectory();
  }

  @Test
  void refusesARootThatCannotBeWritten() throws IOException {
    Files.writeString(folder.resolve("store"), "a file");
    assertThatThrownBy(() -> UnguardedStore.writer(store()).requireWritable())
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .hasMessageStartingWith("cannot write file:" + folder + "/store/_probe-")
        .message()
        .hasLineCount(1);
    assertThat(folder.resolve("store")).hasContent("a file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nosuch://host/store", "hdfs://nohost.invalid/store"})
  void refusesARootThatHadoopDoesNotKnow(String root) {
    assertThatThrownBy(() -> Store.open(root, new Configuration(false)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith(
            "store must be a folder or a URI that Hadoop knows, cannot be: '" + root + "' (");
  }

  @Test
  void tellsHowToAddTheClassesOfAFileSystem() {
    assertThatThrownBy(() -> Store.open("s3a://bucket/store", new Configuration()))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .message()
        .contains("(the classes of s3a:// are not there")
        .hasLineCount(1);
  }

  @Test
  void refusesAPasswordWithoutRepeatingIt() {
    assertThatThrownBy(
            () -> Store.open("hdfs://me:secret@nohost.invalid/store", new Configuration()))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .message()
        .startsWith(
            "store must not hold a user's password, cannot be: hdfs://(redacted)@nohost.invalid")
        .hasLineCount(1);
  }

  @Test
  void namesAMissingFile() {
    org.apache.hadoop.fs.Path path = store().summary(new RunId("a"));
    assertThatThrownBy(() -> store().readText(path))
        .isInstanceOf(UserError.class)
        .hasMessage(path + ": not found");
  }

  @Test
  void aFileThatThisUserMayNotReadIsNotAbsent() throws Exception {
    Configuration hadoop = UncachedDisk.configuration();
    try (AutoCloseable refusing = UnreadableFileSystem.refuse(hadoop, ".*/summary.json")) {
      assertThat(refusing).isNotNull();
      Store store = Store.open(folder.resolve("store").toString(), hadoop);
      RunId run = new RunId("a");
      assertThat(store.textIfPresent(store.manifest(run))).as("absent").isEmpty();
      UnguardedStore.writer(store).writeAtomically(store.summary(run), "{}");
      String message =
          "cannot read %s: %s/store/runs/a/summary.json (Permission denied)"
              .formatted(store.summary(run), folder);
      for (ThrowingCallable reading :
          List.<ThrowingCallable>of(
              () -> store.textIfPresent(store.summary(run)),
              () -> store.readText(store.summary(run)),
              () -> Summary.ofRun(store, run))) {
        assertRefused(ExitCode.STORAGE, reading).isEqualTo(message);
      }
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
