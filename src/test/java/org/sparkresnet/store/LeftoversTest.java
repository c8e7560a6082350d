package org.sparkresnet.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.lock.LockHolder;
import org.sparkresnet.testing.BusyFileSystem;
import org.sparkresnet.testing.UncachedDisk;

/** What earlier holders left, on a disk that does not delete it. */
class LeftoversTest {
  private static final RunId RUN = new RunId("a");

  @TempDir private Path folder;
  private AutoCloseable disk;
  private StoreLocks locks;

  @BeforeEach
  void aDiskThatDeletesNothingAside() {
    Configuration conf = UncachedDisk.configuration();
    disk = BusyFileSystem.begin(conf);
    BusyFileSystem.keep(".*/_tmp-.*");
    locks =
        new StoreLocks(
            Store.open(folder.toString(), conf),
            LockHolder.here("local-1"),
            Duration.ofMinutes(1),
            Duration.ZERO,
            note -> {});
  }

  @AfterEach
  void aQuietDisk() throws Exception {
    disk.close();
  }

  private Path leave(String name) throws IOException {
    Path left = Files.createDirectories(folder.resolve(name));
    for (int file = 0; file < 9; file++) {
      Files.createFile(left.resolve("part-" + file));
    }
    return left;
  }

  @Test
  void whatCannotBeDeletedLosesItsNameAndTheLockIsTaken() throws IOException {
    Path ofRun = leave("runs/a/_tmp-1f0c5a2b-000001-9d4e07c1a3b8-model.zip");
    String token;
    try (LockedStore held = locks.forRun(RUN)) {
      held.writer().writeAtomically(locks.store().summary(RUN), "{}");
      token = held.writer().files().aside(new org.apache.hadoop.fs.Path("/a")).getName();
    }
    Path ofLock = leave("runs/a/lock/" + token.replaceFirst("-a$", "-000001.json"));
    Path beside = leave("runs/" + token);
    Path ofOlderVersions = leave("runs/_tmp-a");
    for (int time = 0; time < 2; time++) { // the second finds the new names
      locks.forRun(RUN).close();
      assertThat(ofLock).doesNotExist();
      assertThat(beside).doesNotExist();
      assertThat(ofOlderVersions).doesNotExist();
    }
    assertThat(ofRun).as("of another lock, whose holder may be alive").exists();
    assertThat(folder.resolve("runs").toFile().list()).as("still there").hasSize(3);
  }
}
