package org.sparkresnet.jobs.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RegistryLock;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.Descent;
import org.sparkresnet.registry.HonestAccuracy;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.TestLedger;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.tables.rows.TestUseRow;
import org.sparkresnet.testing.BusyFileSystem;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.Slow;

class RetrainJobTest {
  private static final String MOMENT = "retrain-\\d{8}-\\d{6}-\\d{3}";
  private static final String DERIVED = "retrain-[0-9a-f]{12}";

  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void aFirstNight() {
    store = JobStore.withChampion(folder.resolve("store"));
  }

  private static RetrainRequest nightly(String... more) {
    return RetrainRequest.nightly(JobStore.config(more), "night");
  }

  private RetrainResult retrain(RetrainRequest request) throws IOException {
    store.told().clear();
    return new RetrainJob(store.context()).run(request);
  }

  private static RetrainRequest forced(JobConfig config, Optional<RunId> run) {
    return new RetrainRequest(config, "night", run, Set.of(RetrainRequest.Option.FORCE));
  }

  private Registry registry() {
    return Registry.open(store.context().store(), "cifar-10");
  }

  private void assertRegistry(int champion, int versions) {
    assertThat(registry().champion().orElseThrow().version()).isEqualTo(new ModelVersion(champion));
    assertThat(registry().versions()).hasSize(versions);
  }

  private void assertPromotion(RunId run, String version, String decision) {
    assertThat(store.rows(PromotionRow.TABLE, run.value()))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.version()).isEqualTo(version);
              assertThat(row.decision()).isEqualTo(decision);
            });
  }

  private void assertFinished(RunId run) {
    assertThat(store.row(run.value()).orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
  }

  private void refused(ExitCode code, String message, RetrainRequest request) {
    assertThatThrownBy(() -> retrain(request))
        .isInstanceOfSatisfying(UserError.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .hasMessageStartingWith(message);
  }

  /** The one run besides those that are known. */
  private String other(String... known) {
    List<String> runs = store.runs().stream().filter(it -> !List.of(known).contains(it)).toList();
    assertThat(runs).hasSize(1);
    return runs.get(0);
  }

  private void damageChampion() throws IOException {
    Path model = store.path("models/cifar-10/v000001/model.zip");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2]++;
    Files.write(model, bytes);
  }

  @Test
  void theFirstModelIsPromoted() {
    RunId first = new RunId(JobStore.FIRST);
    assertRegistry(1, 1);
    assertPromotion(first, "v000001", "PROMOTED");
    assertThat(store.rows(PromotionRow.TABLE, "first").get(0).reason())
        .matches("first model: accuracy .* reaches the floor of 5\\.00 %");
    assertFinished(first);
    RunRow row = store.row("first").orElseThrow();
    assertThat(row.command()).isEqualTo("retrain");
    assertThat(row.runName()).isEqualTo("the first");
    assertThat(row.workers()).isEqualTo(2);
    assertThat(store.runs()).as("nothing is left under another name").containsExactly("first");
  }

  @Slow
  @Test
  void everyLookAtTheTestImagesHasARow() throws IOException {
    TestUseRow look = store.rows(TestUseRow.TABLE, "first").get(0);
    assertThat(store.rows(TestUseRow.TABLE, "first"))
        .as("the first model: no comparison")
        .hasSize(1);
    assertThat(look.model()).isEqualTo("cifar-10");
    assertThat(look.command()).isEqualTo("retrain");
    assertThat(look.images()).isEqualTo(100);
    assertThat(look.championSha256()).isEmpty();
    assertThat(look.modelSha256()).isEqualTo(registry().champion().orElseThrow().sha256());

    RetrainRequest request = nightly("train.seed=2", "registry.policy=anytime");
    RetrainResult result = retrain(request);
    assertThat(result.isKept())
        .as("one epoch with another seed is not shown to be better")
        .isTrue();
    TestUseRow compared = onlyLook(result.run());
    assertThat(compared.testSha256()).isEqualTo(look.testSha256());
    assertThat(compared.champion()).contains("v000001");
    assertThat(compared.championSha256()).contains(look.modelSha256());
    assertThat(
            compared.correct()
                - compared.candidateOnlyRight().orElseThrow()
                + compared.championOnlyRight().orElseThrow())
        .as("right answers of the champion")
        .isEqualTo(look.correct());
    assertThat(compared.eValue().orElseThrow()).isLessThan(52.2);
    assertThat(compared.errorSpent().orElseThrow()).isCloseTo(0.05 / 2.612375, within(1e-8));
    assertThat(store.rows(PromotionRow.TABLE, result.run().value()).get(0).reason())
        .contains(
            "not shown to be better (e-value ", " of 52.2 needed after 0 comparisons on these");

    assertThat(retrain(request)).isEqualTo(result);
    assertThat(store.rows(TestUseRow.TABLE, result.run().value()))
        .as("a decision that stands is no further look")
        .containsExactly(compared);
    assertThat(ledger().accuracy(look.modelSha256()))
        .contains(new HonestAccuracy(2, 100, look.correct()));
  }

  @Test
  @Slow
  void aCandidateThatWasStartedFromTheChampionHasItsChoiceInItsLimits() throws IOException {
    RetrainResult result = retrain(nightly("train.seed=2", "retrain.start=champion"));
    TestUseRow look = onlyLook(result.run());
    assertThat(ledger().accuracy(look.modelSha256()))
        .contains(new HonestAccuracy(2, Optional.of(new Descent(1, 1)), 100, look.correct()));
    assertThat(ledger().accuracy(look.championSha256().orElseThrow()).orElseThrow().descent())
        .as("the champion itself was trained from its seed")
        .contains(new Descent(0, 0));
  }

  private TestLedger ledger() {
    return TestLedger.readForAccuracies(
        store.context().spark(), store.context().store(), "cifar-10");
  }

  private TestUseRow onlyLook(RunId run) {
    List<TestUseRow> looks = store.rows(TestUseRow.TABLE, run.value());
    assertThat(looks).as("looks of run " + run).hasSize(1);
    return looks.get(0);
  }

  @Test
  @Nightly
  void freshTestImagesBeginALedgerOfTheirOwn() throws IOException {
    retrain(nightly("train.seed=2", "registry.policy=anytime"));
    byte[] older = Files.readAllBytes(JobStore.SLICE.resolve("test_batch.bin"));
    byte[] half = Arrays.copyOf(older, older.length / 2);
    for (int i = 0; i < half.length; i++) {
      half[i] ^= (byte) (i % (3 * 32 * 32 + 1) == 0 ? 0 : 0xFF); // negatives, with their labels
    }
    Path fresh = Files.createDirectories(folder.resolve("fresh"));
    Files.write(fresh.resolve("test_batch.bin"), half);
    String[] both = {
      "data.path=" + JobStore.SLICE + "," + fresh, "train.seed=2", "registry.policy=anytime"
    };
    RetrainResult result = retrain(nightly(both));
    assertThat(store.told()).anyMatch(line -> line.startsWith("new: data "));
    TestUseRow look = onlyLook(result.run());
    assertThat(look.images()).isEqualTo(50);
    assertThat(look.errorSpent().orElseThrow())
        .as("the whole error is left")
        .isCloseTo(0.05 / 2.612375, within(1e-8));
    assertThat(ledger().accuracy(look.championSha256().orElseThrow()).orElseThrow().looks())
        .as("candidate and champion")
        .isEqualTo(2);

    System.arraycopy(older, 0, half, 0, half.length / 10);
    Files.write(fresh.resolve("test_batch.bin"), half);
    RetrainResult mixed = retrain(nightly(both));
    assertThat(store.told())
        .anyMatch(line -> line.startsWith("warning: test set: has images of earlier test files ("));
    assertThat(onlyLook(mixed.run()).errorSpent().orElseThrow())
        .as("the third comparison at some of the images")
        .isLessThan(0.05 / 2.612375 / 5);
  }

  @Test
  void nothingIsDecidedOnADamagedLedger() throws IOException {
    Path rows = store.rowFile("test_uses", "first");
    Files.write(rows, Arrays.copyOf(Files.readAllBytes(rows), 100));
    refused(
        ExitCode.DATA,
        rows + " is damaged (100 bytes instead of ",
        nightly("train.seed=2", "registry.policy=anytime"));
    assertRegistry(1, 1);
  }

  @Test
  void aNightWithoutNewsTrainsNothing() throws IOException {
    RetrainResult result = retrain(nightly());
    assertThat(result.isKept()).isFalse();
    assertThat(result.run().value()).matches(MOMENT);
    assertThat(store.told().get(0)).startsWith("cifar-10: champion v000001, run first, accuracy ");
    assertThat(store.told().get(1))
        .startsWith("nothing new: data and recipe are those of v000001 (run " + result.run());
    assertRegistry(1, 1);
    assertFinished(result.run());
    assertPromotion(result.run(), "v000001", "NOTHING_NEW");
    assertThat(store.path("runs/" + result.run())).as("it has no folder").doesNotExist();
  }

  @Slow
  @Test
  void aCandidateBelowTheFloorIsKeptFromBecomingTheChampionAndTheDecisionIsNotTakenTwice()
      throws IOException {
    RetrainRequest request = nightly("train.seed=2", "registry.floor=0.99");
    RetrainResult result = retrain(request);
    assertThat(result.isKept()).isTrue();
    assertThat(result.run().value()).matches(DERIVED);
    assertThat(store.told()).contains("new: train.seed 1 -> 2");
    assertRegistry(1, 2);
    assertFinished(result.run());
    assertPromotion(result.run(), "v000002", "KEPT");

    RunRow before = store.row(result.run().value()).orElseThrow();
    assertThat(retrain(request)).isEqualTo(result);
    assertThat(store.told())
        .anyMatch(
            line -> line.startsWith("run " + result.run() + " has decided already, v000002 KEPT:"));
    assertThat(store.row(result.run().value())).contains(before);
    assertRegistry(1, 2);
    assertThat(store.runs()).containsExactly("first", result.run().value());
  }

  @Slow
  @Test
  void forceTrainsWithoutNewsAndUnderTheNextFreeName() throws IOException {
    RetrainResult result = retrain(forced(JobStore.config(), Optional.of(new RunId("first"))));
    assertThat(result).isEqualTo(new RetrainResult(new RunId("first-2"), promoted()));
    assertRegistry(2, 2);
    assertPromotion(result.run(), "v000002", "PROMOTED");
    assertFinished(result.run());
  }

  private static Decision.Outcome promoted() {
    return Decision.Outcome.PROMOTED;
  }

  @Test
  @Slow
  void aDryRunChangesNothingInTheRegistryAndItsTrainingIsUsed() throws IOException {
    JobConfig config = JobStore.config("train.seed=2");
    RetrainResult dry =
        retrain(RetrainRequest.nightly(config, "night").with(RetrainRequest.Option.DRY_RUN));
    assertThat(dry.outcome()).isEqualTo(promoted());
    assertThat(store.told()).anyMatch(line -> line.startsWith("cifar-10 dry run, would be PROMO"));
    assertRegistry(1, 1);
    assertThat(store.rows(PromotionRow.TABLE, dry.run().value())).isEmpty();
    assertFinished(dry.run());
    String trained =
        Manifest.ofRun(store.context().store(), dry.run())
            .orElseThrow()
            .modelSha256()
            .orElseThrow();

    assertThat(retrain(RetrainRequest.nightly(config, "night"))).isEqualTo(dry);
    assertRegistry(2, 2);
    assertThat(registry().champion().orElseThrow().sha256()).isEqualTo(trained);
    assertPromotion(dry.run(), "v000002", "PROMOTED");
  }

  @Test
  void aDamagedChampionIsRefused() throws IOException {
    damageChampion();
    String reason = "the champion cannot be compared with: file:";
    refused(ExitCode.DATA, reason, nightly("train.seed=2"));
    String run = other("first");
    assertThat(run).matches(DERIVED);
    assertThat(store.requireFailed(run, "retrain", reason).error().orElseThrow())
        .contains("v000001/model.zip: SHA-256 must be ")
        .endsWith("--replace-damaged-champion");
    assertRegistry(1, 1);
  }

  @Slow
  @Test
  void aDamagedChampionIsReplacedIfThatIsAllowedAlsoWithoutNews() throws IOException {
    damageChampion();
    RetrainResult result = retrain(nightly().with(RetrainRequest.Option.REPLACE_DAMAGED_CHAMPION));
    assertThat(store.told())
        .filteredOn(line -> line.startsWith("warning: the champion is damaged: "))
        .hasSize(2);
    assertThat(result.outcome()).isEqualTo(promoted());
    assertRegistry(2, 2);
    assertThat(store.rows(PromotionRow.TABLE, result.run().value()).get(0).reason())
        .startsWith("replaces the damaged champion v000001: accuracy ")
        .endsWith(" reaches the floor of 5.00 %");
  }

  @Slow
  @Test
  void aPromotionStandsWhateverFailsAfterIt() throws IOException {
    IllegalStateException failure = new IllegalStateException("a terminal that is gone");
    JobContext context =
        store.context(
            line -> {
              if (line.contains("v000002 PROMOTED")) {
                throw failure;
              }
            });
    RetrainRequest request = nightly("train.seed=2").named(new RunId("second"));
    assertThatThrownBy(() -> new RetrainJob(context).run(request)).isSameAs(failure);
    assertRegistry(2, 2);
    assertFinished(new RunId("second"));
    assertPromotion(new RunId("second"), "v000002", "PROMOTED");
  }

  @Test
  void aDecisionOfAKilledJobIsCarriedOut() throws IOException {
    // As if it had been killed when the version had appeared, before the alias and the row did.
    FileUtils.delete(store.path("models/cifar-10/aliases/champion.json").toFile());
    FileUtils.deleteDirectory(store.path("tables/promotions").toFile());
    RetrainResult result = retrain(nightly());
    assertThat(store.told().get(0))
        .isEqualTo("carrying out what run first decided before it was stopped");
    assertRegistry(1, 1);
    assertThat(registry().champion().orElseThrow().decidedBy()).isEqualTo(new RunId("first"));
    assertPromotion(new RunId("first"), "v000001", "PROMOTED");
    assertPromotion(result.run(), "v000001", "NOTHING_NEW");
  }

  @Slow
  @Test
  void aChampionFileThatIsGoneIsAnErrorAndNoCandidateIsTheFirstModel() throws IOException {
    Path file = store.path("models/cifar-10/aliases/champion.json");
    FileUtils.delete(file.toFile());
    String reason =
        "file:" + file + ": missing, although cifar-10 had a champion: restore the file";
    refused(ExitCode.DATA, reason, nightly("train.seed=2"));
    Path empty = Files.createDirectories(store.path("empty-data"));
    refused(ExitCode.DATA, reason, nightly("data.path=" + empty));
    assertThat(empty).as("nothing is fetched").isEmptyDirectory();
    assertRegistryHas(1);
    assertThatThrownBy(
            () ->
                new ChangeChampionJob(store.context())
                    .rollback(new ChangeRequest(JobStore.config(), new RunId("r"), "")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(reason);
    new ChangeChampionJob(store.context())
        .promote(new ChangeRequest(JobStore.config(), new RunId("p"), ""), "v1");
    assertThat(retrain(nightly("train.seed=2")).outcome()).isEqualTo(promoted());
    assertRegistry(2, 2);
  }

  @Slow
  @Test
  void aChampionFileThatIsGoneIsNoticedByTheVersionsTooAndNoVersionIsRemoved() throws IOException {
    retrain(nightly("train.seed=2", "registry.floor=0.99"));
    FileUtils.delete(store.path("models/cifar-10/aliases/champion.json").toFile());
    FileUtils.deleteDirectory(store.path("tables/promotions").toFile());
    refused(
        ExitCode.DATA,
        "file:" + store.path("models/cifar-10/aliases/champion.json") + ": missing, although",
        nightly("train.seed=3"));
    new RegisterJob(
            store.context().locks(JobStore.config("registry.keep=1")), store.context().listener())
        .run(JobStore.config("registry.keep=1"), new RunId("first"));
    assertRegistryHas(2);
  }

  private void assertRegistryHas(int versions) {
    assertThat(registry().versions()).hasSize(versions);
  }

  @Test
  void aRowThatAKilledJobOwesIsWritten() throws IOException {
    FileUtils.deleteDirectory(store.path("tables/promotions").toFile());
    retrain(nightly());
    assertPromotion(new RunId("first"), "v000001", "PROMOTED");
    assertRegistry(1, 1);
  }

  @Slow
  @Test
  void aRowThatAWorkingJobIsAboutToWriteIsLeftToIt() throws IOException {
    store.registerSecond();
    JobConfig config = JobStore.config();
    RunId run = new RunId("by-hand");
    new ChangeChampionJob(store.context()).promote(new ChangeRequest(config, run, ""), "v2");
    Path row = store.rowFile("promotions", run.value());
    try (Stream<Path> files = Files.list(row.getParent())) {
      for (Path file : files.filter(it -> it.toString().contains(run.value())).toList()) {
        Files.delete(file); // rows or their sums
      }
    }
    try (LockedStore working = RegistryLock.acquire(store.context().locks(config), config)) {
      retrain(nightly());
      working.requireNotLost();
    }
    assertThat(store.rows(PromotionRow.TABLE, run.value())).isEmpty();
    retrain(nightly());
    assertPromotion(run, "v000002", "PROMOTED");
  }

  @Test
  void aFailureBeforeTheRunHasItsNameLeavesARowUnderANameOfItsOwn() throws IOException {
    Path data = JobStore.badSlice(folder.resolve("data"));
    String reason = "file:" + data + "/data_batch_1.bin: 100 bytes is not a multiple of 3073";
    refused(ExitCode.DATA, reason, nightly("data.path=" + data));
    String run = other("first");
    assertThat(run).matches("retrain-failed-[0-9a-f]{12}");
    store.requireFailed(run, "retrain", reason);
    assertRegistry(1, 1);
    refused(ExitCode.DATA, reason, nightly("data.path=" + data));
    assertThat(other("first")).as("one row for one cause, night after night").isEqualTo(run);
  }

  @Slow
  @Test
  void aFailureInTheTrainingLeavesItsRowAlone() throws IOException {
    refused(ExitCode.DIVERGED, "", nightly("train.learning-rate=1e30"));
    String run = other("first");
    assertThat(run).matches(DERIVED);
    assertThat(store.requireFailed(run, "retrain", "").workers()).isEqualTo(2);
    assertRegistry(1, 1);
  }

  @Test
  @Slow
  void aFailureInTheDecisionLeavesTheTrainingsRowFailedAndTheNextNightDecides() throws IOException {
    FileUtils.deleteDirectory(store.path("models/cifar-10/lock").toFile());
    Files.writeString(store.path("models/cifar-10/lock"), "a file in the way");
    RetrainRequest request = nightly("train.seed=2");
    String reason = "cannot lock file:" + store.path("models/cifar-10/lock") + ": ";
    refused(ExitCode.STORAGE, reason, request);
    RunId run = new RunId(other("first"));
    assertThat(run.value()).matches(DERIVED);
    RunRow failed = store.requireFailed(run.value(), "retrain", reason);
    assertThat(failed.workers()).isEqualTo(2);
    assertThat(failed.dataSha256()).isEqualTo(store.row("first").orElseThrow().dataSha256());
    assertThat(failed.onednnVersion()).isEqualTo(store.row("first").orElseThrow().onednnVersion());
    assertThat(failed.runName()).isEqualTo("night");
    assertRegistry(1, 1);

    Files.delete(store.path("models/cifar-10/lock"));
    assertThat(retrain(request)).isEqualTo(new RetrainResult(run, promoted()));
    assertRegistry(2, 2);
    assertThat(store.row(run.value()).orElseThrow())
        .satisfies(
            row -> {
              assertThat(row.status()).isEqualTo(RunStatus.FINISHED);
              assertThat(row.startedAt()).isEqualTo(failed.startedAt());
              assertThat(row.error()).isEmpty();
            });
  }

  @Slow
  @Test
  void aRegistryThatAnotherJobChangesAtTheDecisionLeavesAFailedRowAndTheNextNightDecides()
      throws IOException {
    RetrainRequest request = nightly("train.seed=2");
    try (LockedStore held =
        RegistryLock.acquire(store.context().locks(JobStore.config()), JobStore.config())) {
      refused(ExitCode.LOCKED, "model cifar-10 is held by ", request);
      held.requireNotLost();
    }
    String run = other("first");
    store.requireFailed(run, "retrain", "model cifar-10 is held by ");
    assertRegistry(1, 1);
    assertThat(retrain(request).run()).isEqualTo(new RunId(run));
    assertRegistry(2, 2);
    assertFinished(new RunId(run));
  }

  @Test
  void aModelThatAnotherJobRetrainsIsRefusedAndHasNoRow() {
    try (LockedStore held =
        store
            .context()
            .locks(JobStore.config())
            .forFolder(
                new org.apache.hadoop.fs.Path(registry().folder(), "retraining"),
                "retraining of cifar-10")) {
      refused(ExitCode.LOCKED, "retraining of cifar-10 is held by ", nightly());
      held.requireNotLost();
    }
    assertThat(store.runs()).containsExactly("first");
  }

  /** The lock of the retraining alone would not keep a compaction from the rows. */
  @Slow
  @Test
  void theRowsOfADecisionAreWrittenUnderTheLockOfTheirRun() throws Exception {
    Set<String> locked = ConcurrentHashMap.newKeySet();
    RunId run = new RunId("second");
    Store stored = store.context().store();
    try (AutoCloseable disk = BusyFileSystem.begin(store.context().hadoop())) {
      for (String table : List.of("test_uses", "promotions")) {
        BusyFileSystem.beforeEach(
            BusyFileSystem.Operation.LOOK,
            ".*/tables/" + table + "/_tmp-[^/]*-second/part-.*",
            () -> locked.add(table + " " + stored.isLocked(stored.run(run))));
      }
      RetrainResult unused =
          new RetrainJob(JobStore.in(folder.resolve("store")).context())
              .run(nightly("train.seed=2").named(run));
      assertThat(disk).isNotNull();
    }
    assertThat(locked).containsExactlyInAnyOrder("test_uses true", "promotions true");
  }
}
