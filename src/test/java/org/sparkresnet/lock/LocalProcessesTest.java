package org.sparkresnet.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.lock.LocalProcesses.Found;
import org.sparkresnet.lock.LocalProcesses.State;

/** The folders are as /proc shows them with and without hidepid. */
class LocalProcessesTest {
  private static final String HIDING =
      "36 25 0:5 / /proc rw,nosuid shared:12 - proc proc rw,hidepid=invisible\n";
  private static final String OPEN = "36 25 0:5 / /proc rw,nosuid shared:12 - proc proc rw\n";
  private static final LockHolder SELF =
      new LockHolder("node7", "alice", 7, "boot pid:[1]", 99, "local-1");

  @TempDir private Path proc;

  private LocalProcesses processes() {
    return new LocalProcesses(proc);
  }

  private void process(String id, String state, long started) throws IOException {
    Files.createDirectories(proc.resolve(id));
    Files.writeString(
        proc.resolve(id).resolve("stat"),
        id + " (a ) name) " + state + " 1".repeat(18) + " " + started + " 0\n");
  }

  /** The first process and this one are one user's here, as in a container. */
  private void mounted(String mount) throws IOException {
    process("1", "S", 1);
    Files.createDirectories(proc.resolve("self"));
    Files.writeString(proc.resolve("self/mountinfo"), mount);
  }

  private boolean isDead(String user) {
    LockHolder owner = new LockHolder("node7", user, 42, "boot pid:[1]", 1234, "local-0");
    return owner.isDeadFor(SELF, processes());
  }

  @Test
  void whoRunsIsAlive() throws IOException {
    mounted(OPEN);
    process("42", "S", 1234);
    assertThat(processes().find(42)).isEqualTo(new Found(State.RUNS, 1234));
    assertThat(isDead("alice")).isFalse();
  }

  @Test
  void anotherProcessOfTheSameIdIsNotTheOwner() throws IOException {
    mounted(OPEN);
    process("42", "S", 9999);
    assertThat(isDead("bob")).isTrue();
  }

  @Test
  void whoIsNotYetWaitedForIsDead() throws IOException {
    mounted(OPEN);
    process("42", "Z", 1234);
    assertThat(isDead("bob")).isTrue();
  }

  @Test
  void whoIsNotThereWhereAllAreShownIsDead() throws IOException {
    mounted(OPEN);
    assertThat(isDead("bob")).isTrue();
  }

  @Test
  void whoIsNotThereWhereOthersAreHiddenMayBeAliveUnlessItIsTheSameUser() throws IOException {
    mounted(HIDING);
    assertThat(processes().find(42).state()).isEqualTo(State.HIDDEN_OR_ENDED);
    assertThat(isDead("bob")).isFalse();
    assertThat(isDead("alice")).isTrue();
  }

  @Test
  void whereNotEvenTheFirstProcessIsSeenOthersAreHidden() throws IOException {
    Files.createDirectories(proc.resolve("self"));
    assertThat(isDead("bob")).isFalse();
    assertThat(isDead("alice")).isTrue();
  }

  @Test
  void whoIsListedButCannotBeReadMayBeAlive() throws IOException {
    mounted(HIDING);
    Files.createDirectories(proc.resolve("42/stat")); // reading fails, but not as of a missing file
    assertThat(isDead("alice")).isFalse();
  }

  @Test
  void anotherMachineOrGroupOfProcessesTellsNothing() {
    LockHolder elsewhere = new LockHolder("node7", "alice", 42, "boot pid:[2]", 1234, "local-0");
    assertThat(elsewhere.isDeadFor(SELF, processes())).isFalse();
    assertThat(processes().machine()).as("no /proc").isEmpty();
  }

  @Test
  void thisProcessIsFoundInTheRealOne() {
    LocalProcesses real = LocalProcesses.ofThisMachine();
    assertThat(real.machine()).matches("[0-9a-f-]{36} pid:\\[\\d+\\]");
    assertThat(real.find(ProcessHandle.current().pid()).state()).isEqualTo(State.RUNS);
  }
}
