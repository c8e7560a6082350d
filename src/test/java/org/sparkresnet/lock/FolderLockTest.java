package org.sparkresnet.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;

class FolderLockTest {
  private static final Duration LEASE = Duration.ofMillis(600);

  /** No pause of this process is as long. */
  private static final Duration LONG = Duration.ofMinutes(1);

  private static final LockHolder SELF = LockHolder.here("local-1");

  /** As another machine's process would write it: nobody here can look whether it is alive. */
  private static final LockHolder ELSEWHERE =
      new LockHolder("node7", "alice", 4242, "another machine", 17, "application_1_0001");

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();
  private Path files;

  @BeforeEach
  void place() {
    files = folder.resolve("runs/a/lock");
  }

  private static AtomicFiles local() {
    try {
      return AtomicFiles.on(FileSystem.getLocal(new Configuration()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private org.apache.hadoop.fs.Path locked() {
    return new org.apache.hadoop.fs.Path(folder.resolve("runs/a").toUri());
  }

  private FolderLock acquire() {
    return acquire(SELF, LEASE);
  }

  private FolderLock acquire(LockHolder self, Duration lease) {
    return FolderLock.acquire(local(), locked(), "run a", self, lease, notes::add);
  }

  private void leave(String name, LockHolder owner, Instant at, boolean released)
      throws IOException {
    Files.createDirectories(files);
    Files.write(
        files.resolve(name), new Heartbeat(owner, 3, at, LEASE, released, "of-the-test").bytes());
  }

  private List<String> names() throws IOException {
    try (var all = Files.list(files)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertLocked(Callable<?> acquisition, String message) {
    assertThatThrownBy(acquisition::call)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
        .message()
        .matches(message)
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999999999999999.json", "9999999999999999999.json"})
  void anImpossibleNumberDoesNotEndTheLock(String name) throws IOException {
    leave(name, ELSEWHERE, Instant.now().minusSeconds(60), true);
    for (int i = 0; i < 2; i++) {
      try (FolderLock held = acquire()) {
        held.requireHeld();
      }
    }
  }

  @Test
  void aHolderThatIsAliveHereIsNamedAtOnce() throws IOException {
    try (FolderLock held = acquire(SELF, LONG)) {
      assertLocked(
          this::acquire,
          "run a is held by user "
              + System.getProperty("user.name")
              + ", process "
              + ProcessHandle.current().pid()
              + " on .+, local-1, last sign of life \\d+ s ago");
      held.requireHeld();
      assertThat(notes).isEmpty();
    }
  }

  @Test
  void aReleasedLockIsFree() throws IOException {
    Files.createDirectories(folder.resolve("runs/a/checkpoints"));
    acquire().close();
    assertThat(FolderLock.isHeld(local(), locked())).isFalse();
    try (FolderLock again = acquire()) {
      again.requireHeld();
      assertThat(names()).containsExactly("000002.json");
      assertThat(FolderLock.isHeld(local(), locked())).isTrue();
    }
    assertThat(Files.readString(files.resolve("000002.json"))).contains("\"released\" : true");
  }

  @Test
  void nothingIsLeftOfALockUnderWhichNothingWasWritten() {
    acquire().close();
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void ofManyAtOnceExactlyOneWins() throws Exception {
    int many = 16;
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(many);
    try {
      List<Future<FolderLock>> all = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        all.add(
            threads.submit(
                () -> {
                  start.await();
                  return acquire(SELF, LONG);
                }));
      }
      start.countDown();
      List<FolderLock> winners = new ArrayList<>();
      for (Future<FolderLock> one : all) {
        try {
          winners.add(one.get());
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e).cause().isInstanceOf(UserError.class).hasMessageStartingWith("run a is ");
        }
      }
      assertThat(winners).hasSize(1);
      winners.get(0).close();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aProcessOfThisMachineThatIsDeadIsNotWaitedFor() throws IOException {
    LockHolder dead =
        new LockHolder(
            SELF.host(), "bob", SELF.pid(), SELF.machine(), SELF.started() - 1, "local-0");
    leave("000004.json", dead, Instant.now(), false);
    try (FolderLock lock = acquire(SELF, Duration.ofHours(1))) {
      lock.requireHeld();
      assertThat(names()).containsExactly("000005.json");
    }
    assertThat(notes).isEmpty();
  }

  @Test
  void aSecondAttemptOfAYarnApplicationDoesNotWaitForTheFirst() throws IOException {
    leave("000001.json", ELSEWHERE, Instant.now(), false);
    LockHolder second =
        new LockHolder("node8", "alice", 7, "a third machine", 1, ELSEWHERE.applicationId());
    acquire(second, Duration.ofHours(1)).requireHeld();
    assertThat(names()).containsExactly("000002.json");
  }

  @Test
  void silenceForALeaseFreesTheLockWhateverTheClocksSay() throws IOException {
    leave("000001.json", ELSEWHERE, Instant.parse("2999-01-01T00:00:00Z"), false);
    long begin = System.nanoTime();
    try (FolderLock lock = acquire(SELF, Duration.ofHours(1))) {
      lock.requireHeld();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(LEASE);
    assertThat(notes)
        .containsExactly(
            "run a was last held by user alice, process 4242 on node7, application_1_0001; waiting"
                + " up to 1 s for a sign of life",
            "no sign of life for 1 s: taking over");
  }

  @Test
  void aSignOfLifeFromElsewhereEndsTheWait() throws Exception {
    leave("000001.json", ELSEWHERE, Instant.parse("2001-01-01T00:00:00Z"), false);
    assertLocked(
        () ->
            FolderLock.acquire(local(), locked(), "run a", SELF, LEASE, waiting -> giveNextSign()),
        "run a is held by user alice, process 4242 on node7, application_1_0001, last sign of life"
            + " just now");
    assertThat(names()).containsExactly("000001.json");
  }

  /** As the holder of {@link #leave} does. */
  private void giveNextSign() {
    Heartbeat next =
        new Heartbeat(
            ELSEWHERE, 4, Instant.parse("2001-01-01T00:00:01Z"), LEASE, false, "of-the-test");
    try {
      local()
          .write(
              new org.apache.hadoop.fs.Path(files.resolve("000001.json").toUri()),
              out -> out.write(next.bytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFileThatIsNotYetWrittenIsNotTakenForFree() throws IOException {
    Files.createDirectories(files);
    Files.createFile(files.resolve("000001.json"));
    long begin = System.nanoTime();
    acquire().close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(LEASE);
    assertThat(notes.get(0)).startsWith("run a was last held by another process");
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000_000_000_000_000_000L, 86_400_001, 0, -1})
  void anAbsurdLeaseIsNotWaitedFor(long millis) throws IOException {
    Duration own = Duration.ofMillis(100);
    for (LockHolder holder : List.of(ELSEWHERE, unseenHere())) {
      leave("000001.json", holder, Instant.now().minus(own), false);
      Path file = files.resolve("000001.json");
      Files.writeString(
          file, Files.readString(file).replaceAll("(lease_millis\" : )\\d+", "$1" + millis));
      long begin = System.nanoTime();
      acquire(SELF, own).close();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(own, LONG);
      FileUtils.deleteDirectory(folder.resolve("runs").toFile());
    }
  }

  /** A process of this machine of which nothing is known. */
  private static LockHolder unseenHere() {
    return new LockHolder(SELF.host(), "bob", 4242, SELF.machine(), -1, "local-0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"host\" : \"no"})
  void theLastSignOfAFileWithoutOneIsItsTime(String text) throws IOException {
    Files.createDirectories(files);
    Path file = Files.writeString(files.resolve("000001.json"), text);
    Instant old = Instant.parse("2026-01-02T03:04:05Z");
    Files.setLastModifiedTime(file, FileTime.from(old));
    assertThat(FolderLock.lastSign(local(), locked())).contains(old);
  }

  private boolean isWorkedOn(LockHolder holder, Duration silence, Duration lease, boolean released)
      throws IOException {
    Files.createDirectories(files);
    Heartbeat beat =
        new Heartbeat(holder, 3, Instant.now().minus(silence), lease, released, "of-the-test");
    Files.write(files.resolve("000001.json"), beat.bytes());
    return FolderLock.isWorkedOn(local(), locked(), Duration.ofSeconds(30));
  }

  @Test
  void aJobWorksWhoseSilenceIsShorterThanTwoOfItsOwnLeases() throws IOException {
    assertThat(FolderLock.isWorkedOn(local(), locked(), Duration.ofDays(1))).isFalse();
    Duration minute = Duration.ofMinutes(1);
    assertThat(isWorkedOn(ELSEWHERE, minute, Duration.ofMinutes(10), false)).isTrue();
    assertThat(isWorkedOn(ELSEWHERE, minute.multipliedBy(21), minute.multipliedBy(10), false))
        .isFalse();
    assertThat(isWorkedOn(ELSEWHERE, minute, Duration.ofSeconds(20), false)).isFalse();
    assertThat(isWorkedOn(ELSEWHERE, Duration.ofSeconds(20), Duration.ofSeconds(1), false))
        .as("no silence shorter than the least")
        .isTrue();
    assertThat(isWorkedOn(ELSEWHERE, Duration.ZERO, minute, true)).as("released").isFalse();
    LockHolder ended =
        new LockHolder(
            SELF.host(), SELF.user(), SELF.pid(), SELF.machine(), SELF.started() - 1, "local-0");
    assertThat(isWorkedOn(ended, Duration.ZERO, minute, false)).as("its process ended").isFalse();
  }

  @Test
  void theHolderLivesOnBeyondALease() throws Exception {
    try (FolderLock lock = acquire()) {
      Thread.sleep(2 * LEASE.toMillis());
      assertLocked(this::acquire, "run a is held by .* last sign of life \\d+ s ago");
      lock.requireNotLost();
    }
  }

  @Test
  void whoeverFindsALaterHolderHasLostAndWritesNothingMore() throws Exception {
    try (FolderLock lock = acquire(SELF, LONG)) {
      leave("000002.json", ELSEWHERE, Instant.now(), false);
      AtomicFiles guarded = local().guardedBy(lock::requireHeld);
      assertLocked(
          () -> {
            guarded.write(
                new org.apache.hadoop.fs.Path(locked(), "summary.json"), out -> out.write('{'));
            return null;
          },
          "run a: another process has taken over, although this one gave signs of life: user alice,"
              + " process 4242 on node7, application_1_0001");
      assertThatThrownBy(lock::requireNotLost).isInstanceOf(UserError.class);
    }
    assertThat(folder.resolve("runs/a/summary.json")).doesNotExist();
    assertThat(Files.readString(files.resolve("000002.json"))).contains("node7");
  }

  @Test
  void theHeartbeatFindsALaterHolderToo() throws Exception {
    try (FolderLock lock = acquire()) {
      leave("000002.json", ELSEWHERE, Instant.now(), false);
      awaitUntil(lock::isLost);
      assertThatThrownBy(lock::requireNotLost).isInstanceOf(UserError.class);
    }
  }

  private static void awaitUntil(BooleanSupplier happened) throws InterruptedException {
    Instant end = Instant.now().plus(LONG);
    while (!happened.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(10);
    }
  }

  @Test
  void aLockWhoseFilesWereDeletedIsLost() throws IOException {
    try (FolderLock lock = acquire()) {
      Files.delete(files.resolve("000001.json"));
      assertLocked(
          () -> {
            lock.requireHeld();
            return null;
          },
          "run a: another process has taken over, or has removed the lock's files: .*/runs/a/lock");
    }
  }

  @Test
  void twoHoldersOfOneNumberAreToldApart() throws Exception {
    FolderLock first = acquire(SELF, LONG); // none of its heartbeats looks between the two
    Files.delete(files.resolve("000001.json"));
    try (FolderLock second = acquire()) {
      assertThat(names()).containsExactly("000001.json");
      assertThat(second.token().number()).isEqualTo(first.token().number());
      assertThat(second.token()).isNotEqualTo(first.token());
      assertThatThrownBy(first::requireHeld)
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(
              "run a: another process has taken over, although this one gave signs of life: user "
                  + SELF.user());
      first.close();
      Thread.sleep(LEASE.toMillis()); // neither closing nor a heartbeat touches the heir's file
      second.requireHeld();
    }
  }

  @Test
  void aLateSignOfAnEarlierHolderHasNothingToRename() throws Exception {
    Files.createDirectories(files);
    Path late = files.resolve("_tmp-1f0c5a2b-000001-9d4e07c1a3b8-000001.json");
    Files.writeString(late, "{}");
    try (FolderLock lock = acquire()) {
      lock.requireHeld();
      assertThat(late).doesNotExist();
    }
  }

  @Test
  void aLockWithoutTraceLeavesNothingWhateverItsNumber() throws Exception {
    Files.createDirectories(files);
    leave("000007.json", ELSEWHERE, Instant.now(), true);
    Files.writeString(folder.resolve("runs/a/rows.parquet"), "rows");
    FolderLock.acquireWithoutTrace(local(), locked(), "run a", SELF, LEASE, notes::add).close();
    assertThat(files).doesNotExist();
    assertThat(folder.resolve("runs/a/rows.parquet")).exists();
  }

  /** Its holder, which was only paused, would find its number the highest again. */
  @Test
  void aLockWithoutTraceLeavesItsSignWhereAnEarlierHoldersFileCannotBeDeleted() throws Exception {
    leave("000007.json", ELSEWHERE, Instant.now(), false);
    RawLocalFileSystem disk =
        new RawLocalFileSystem() {
          @Override
          public boolean mkdirs(org.apache.hadoop.fs.Path path) throws IOException {
            if (path.getName().endsWith("-000007.json")) {
              throw new IOException("Operation not permitted");
            }
            return super.mkdirs(path);
          }
        };
    disk.initialize(URI.create("file:///"), new Configuration());
    AtomicFiles files = AtomicFiles.on(disk);
    try (FolderLock lock =
        FolderLock.acquireWithoutTrace(files, locked(), "run a", SELF, LEASE, notes::add)) {
      lock.requireHeld();
    }
    assertThat(names()).containsExactly("000007.json", "000008.json");
    assertThat(FolderLock.isHeld(local(), locked())).isFalse();
  }

  @Test
  void beatsThatCannotBeWrittenEndTheRunOnlyWhenTwoThirdsOfTheLeaseAreOver() throws Exception {
    AtomicBoolean full = new AtomicBoolean();
    AtomicInteger refused = new AtomicInteger();
    AtomicFiles disk = AtomicFiles.on(fillable(full, refused));
    try (FolderLock lock =
        FolderLock.acquire(disk, locked(), "run a", SELF, Duration.ofSeconds(3), notes::add)) {
      full.set(true);
      awaitUntil(() -> refused.get() > 0);
      lock.requireHeld();
      Thread.sleep(2_000);
      assertThatThrownBy(lock::requireHeld)
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device");
      full.set(false);
      lock.requireHeld();
    }
  }

  /** The local disk, on which nothing can be created while it is full. */
  private static FileSystem fillable(AtomicBoolean full, AtomicInteger refused) throws IOException {
    RawLocalFileSystem disk =
        new RawLocalFileSystem() {
          @Override
          public FSDataOutputStream create(
              org.apache.hadoop.fs.Path path,
              boolean overwrite,
              int bufferSize,
              short replication,
              long blockSize,
              Progressable progress)
              throws IOException {
            if (full.get()) {
              refused.incrementAndGet();
              throw new IOException("No space left on device");
            }
            return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
          }

          @Override
          public FSDataOutputStream create(
              org.apache.hadoop.fs.Path path,
              FsPermission permission,
              boolean overwrite,
              int bufferSize,
              short replication,
              long blockSize,
              Progressable progress)
              throws IOException {
            return create(path, overwrite, bufferSize, replication, blockSize, progress);
          }
        };
    disk.initialize(URI.create("file:///"), new Configuration(false));
    return disk;
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("runs"));
    Files.writeString(folder.resolve("runs/a"), "a file");
    assertThatThrownBy(this::acquire)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.STORAGE))
        .hasMessageStartingWith("cannot lock file:" + files + ": ");
  }
}
