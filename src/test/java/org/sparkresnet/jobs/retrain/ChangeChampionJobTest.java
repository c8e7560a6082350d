package org.sparkresnet.jobs.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.BusyFileSystem;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;

class ChangeChampionJobTest {
  @TempDir private Path folder;
  private JobStore store;
  private ChangeChampionJob job;

  @BeforeEach
  void twoVersionsOfWhichTheFirstIsChampion() throws IOException {
    store = JobStore.withChampion(folder.resolve("store"));
    // The same model as that of another run, which is all that a version by hand needs.
    store.registerSecond();
    job = new ChangeChampionJob(store.context());
  }

  private static ChangeRequest request(String run) {
    return new ChangeRequest(JobStore.config(), new RunId(run), "");
  }

  private void refused(String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(message);
  }

  private ModelVersion champion() {
    return Registry.open(store.context().store(), "cifar-10").champion().orElseThrow().version();
  }

  private void assertChampion(int version) {
    assertThat(champion()).isEqualTo(new ModelVersion(version));
  }

  @Test
  void aVersionIsPromotedAndRolledBackWithRowsOfBoth() throws IOException {
    ChangeResult promoted = job.promote(request("p"), "v2");
    assertThat(promoted.changed()).isTrue();
    assertThat(promoted.before()).contains(new ModelVersion(1));
    assertChampion(2);
    ChangeResult back = job.rollback(request("r"));
    assertThat(back.changed()).isTrue();
    assertChampion(1);
    for (String run : new String[] {"p", "r"}) {
      assertThat(store.row(run).orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
      assertThat(store.rows(PromotionRow.TABLE, run)).hasSize(1);
    }
  }

  @Test
  void aVersionThatIsMissingLeavesAFailedRow() {
    String reason = "cifar-10 has no version v000009; the newest is v000002";
    refused(reason, () -> job.promote(request("p"), "v9"));
    store.requireFailed("p", "promote", reason);
    assertThat(store.rows(PromotionRow.TABLE, "p")).isEmpty();
    assertChampion(1);
  }

  @Test
  void aRollbackWithoutAnEarlierChampionLeavesAFailedRow() {
    String reason = "cifar-10 has no earlier champion that is kept to roll back to";
    refused(reason, () -> job.rollback(request("r")));
    store.requireFailed("r", "rollback", reason);
  }

  @Test
  void aDamagedVersionLeavesAFailedRow() throws IOException {
    Path model = store.path("models/cifar-10/v000002/model.zip");
    Files.writeString(model, "no model");
    assertThatThrownBy(() -> job.promote(request("p"), "v2"))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA));
    store.requireFailed("p", "promote", "file:" + model + ": SHA-256 must be ");
    assertChampion(1);
  }

  @Test
  void aFailureIsForgottenWhenTheSameRunSucceeds() throws IOException {
    refused(
        "cifar-10 has no version v000009; the newest is v000002",
        () -> job.promote(request("p"), "v9"));
    job.promote(request("p"), "v2");
    assertThat(store.row("p").orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
    assertThat(store.row("p").orElseThrow().error()).isEmpty();
  }

  @Test
  void aChangeThatWasCarriedOutKeepsItsRowWhenItsRepetitionFails() throws IOException {
    job.promote(request("p"), "v2");
    RunRow before = store.row("p").orElseThrow();
    refused(
        "run p has made v000002 the champion already, cannot promote: v000001",
        () -> job.promote(request("p"), "v1"));
    assertThat(store.row("p")).contains(before);
    assertChampion(2);
  }

  @Slow
  @Test
  void aChangeThatWasCarriedOutIsRepeatedWithoutEffect() throws IOException {
    job.promote(request("p"), "v2");
    assertThat(job.promote(request("p"), "v2").changed()).isTrue();
    job.rollback(request("r"));
    assertThat(job.rollback(request("r")).changed()).isTrue();
    ChangeResult overtaken = job.promote(request("p"), "v2");
    assertThat(overtaken.changed()).isFalse();
    assertThat(overtaken.champion().version()).isEqualTo(new ModelVersion(1));
    assertChampion(1);
    assertThat(store.row("p").orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
  }

  @Test
  void aVersionThatIsTheChampionAlreadyLeavesNoRow() throws IOException {
    assertThat(job.promote(request("p"), "v1").changed()).isFalse();
    assertThat(store.row("p")).isEmpty();
    assertThat(store.rows(PromotionRow.TABLE, "p")).isEmpty();
  }

  @Test
  void aRunOfAnotherCommandIsRefused() throws IOException {
    RunRow before = store.row(JobStore.FIRST).orElseThrow();
    refused(
        "--run-id must not be one of another command (retrain), cannot be: first",
        () -> job.promote(request(JobStore.FIRST), "v2"));
    assertThat(store.row(JobStore.FIRST)).contains(before);
    assertChampion(1);
  }

  /** The lock of the registry alone would not keep a compaction from the rows. */
  @Test
  void theRowsOfAChangeAreWrittenUnderTheLockOfItsRun() throws Exception {
    Set<String> locked = ConcurrentHashMap.newKeySet();
    RunId run = new RunId("p");
    Store stored = store.context().store();
    try (AutoCloseable disk = BusyFileSystem.begin(store.context().hadoop())) {
      for (String table : new String[] {"promotions", "runs"}) {
        BusyFileSystem.beforeEach(
            BusyFileSystem.Operation.LOOK,
            ".*/tables/" + table + "/_tmp-[^/]*-p/part-.*",
            () -> locked.add(table + " " + stored.isLocked(stored.run(run))));
      }
      ChangeResult changed =
          new ChangeChampionJob(JobStore.in(folder.resolve("store")).context())
              .promote(request("p"), "v2");
      assertThat(changed.changed()).isTrue();
      assertThat(disk).isNotNull();
    }
    assertThat(locked).containsExactlyInAnyOrder("promotions true", "runs true");
    assertThat(store.path("runs/p")).as("the lock leaves nothing").doesNotExist();
  }
}
