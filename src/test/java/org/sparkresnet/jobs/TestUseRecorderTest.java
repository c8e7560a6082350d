package org.sparkresnet.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.jobs.upkeep.CompactJob;
import org.sparkresnet.jobs.upkeep.CompactRequest;
import org.sparkresnet.jobs.upkeep.RepairJob;
import org.sparkresnet.jobs.upkeep.RepairRequest;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.rows.PromotionRow.PairedTest;
import org.sparkresnet.tables.rows.TestUseRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;

/** Looks of one run id, whose name is used for one model after the other. */
class TestUseRecorderTest {
  private static final RunId RUN = new RunId("again");
  private static final Decision KEPT =
      new Decision(
          Decision.Outcome.KEPT,
          "not shown to be better",
          OptionalDouble.of(0.5),
          OptionalDouble.of(0.47),
          Optional.of(new PairedTest(0.5, 0.5, 7, 4)));

  @TempDir private Path folder;
  private JobStore store;
  private VersionManifest champion;

  @BeforeEach
  void aChampion() {
    store = JobStore.withChampion(folder.resolve("store"));
    champion = Registry.open(store.context().store(), "cifar-10").manifest(new ModelVersion(1));
  }

  private TestUseRecorder looks(String line, DataSummary images) {
    return new TestUseRecorder(stored(RUN, true), "evaluate", line, images);
  }

  private TestUseRecorder looks() {
    return looks("cifar-10", images());
  }

  private DataSummary images() {
    return champion.run().data().orElseThrow();
  }

  private VersionManifest anotherChampion() {
    return new VersionManifest(
        champion.model(),
        new ModelVersion(2),
        champion.registeredAt(),
        champion.run().withModelSha256("another"),
        champion.metrics(),
        champion.decision());
  }

  private void compared(String model, VersionManifest with) {
    looks().compared(model, with, 100, KEPT, OptionalDouble.of(0.01));
  }

  private List<String> rows() {
    return store.rowsOf(TestUseRow.TABLE, RUN).stream()
        .map(
            row ->
                row.modelSha256()
                    + row.champion().map(it -> " against " + it).orElse("")
                    + (row.model().equals("cifar-10") ? "" : " of " + row.model())
                    + (row.testSha256().equals(images().testSha256()) ? "" : " on other images"))
        .sorted()
        .toList();
  }

  @Test
  void looksOfTheModelsThatHadTheNameBeforeStay() {
    looks().evaluated("a", 100, 0.5);
    compared("a", champion);
    looks().evaluated("b", 100, 0.5);
    assertThat(rows()).containsExactly("a against v000001", "b");
    compared("b", champion);
    looks().evaluated("c", 100, 0.5);
    assertThat(rows()).containsExactly("a against v000001", "b against v000001", "c");
  }

  @Test
  void onlyTheSameLookAgainReplacesARow() {
    looks().evaluated("a", 100, 0.5);
    looks().evaluated("a", 100, 0.5);
    assertThat(rows()).as("an evaluation again").containsExactly("a");
    compared("a", champion);
    compared("a", champion);
    looks().evaluated("a", 100, 0.5);
    assertThat(rows()).as("a comparison again").containsExactly("a against v000001");
    compared("a", anotherChampion());
    assertThat(rows()).containsExactly("a against v000001", "a against v000002");
  }

  @Test
  void looksAtOtherImagesAndOfOtherLinesStay() {
    DataSummary data = images();
    DataSummary others =
        new DataSummary(
            data.classes(),
            data.trainingImages(),
            data.classCounts(),
            data.channelMeans(),
            data.channelDeviations(),
            List.of(new DataSummary.DataFile("test_batch.bin", 50, Optional.empty(), "fresh")),
            Optional.empty());
    looks("cifar-10", others).evaluated("a", 50, 0.5);
    looks("flowers", data).evaluated("a", 100, 0.5);
    compared("a", champion);
    assertThat(rows()).containsExactly("a against v000001", "a of flowers", "a on other images");
  }

  @Test
  void aDamagedFileIsNotReplacedByTheNextLookAndItsRemedyTellsWhatIsLost() throws IOException {
    looks().evaluated("a", 100, 0.5);
    Path file = store.rowFile("test_uses", RUN.value());
    byte[] torn = Arrays.copyOf(Files.readAllBytes(file), 100);
    Files.write(file, torn);
    for (ThrowingCallable look :
        List.<ThrowingCallable>of(
            () -> looks().evaluated("b", 100, 0.5), () -> compared("b", champion))) {
      assertRefused(ExitCode.DATA, look)
          .startsWith(file + " is damaged (100 bytes instead of ")
          .contains("; submit/local repair --dry-run --store ");
      assertThat(file).hasBinaryContent(torn);
    }
    RepairJob repair = new RepairJob(store.context());
    repair.preview(new RepairRequest(JobStore.config(), new RunId("mend"), false));
    assertThat(store.told())
        .anyMatch(
            line ->
                line.startsWith("left as it is: " + file + " is damaged")
                    && line.contains(
                        "lost: 1 of 1 rows of run again (looks at the test images: limits of accuracies and the error that is left count them no more)")
                    && line.endsWith("or accept it with --accept-loss"));
    repair.run(new RepairRequest(JobStore.config(), new RunId("mend"), true));
    looks().evaluated("b", 100, 0.5);
    assertThat(rows()).containsExactly("b");
  }

  @Test
  void aLookWhoseWriterWasStoppedIsCompletedAndStays() throws IOException {
    looks().evaluated("a", 100, 0.5);
    // As if it was the second version of the file, which waits beside the first.
    Path file = store.rowFile("test_uses", RUN.value());
    Files.move(file, file.resolveSibling("_next-again@0a1b2c3d"));
    Files.writeString(file, "These rows are being replaced.");
    Path sums = file.resolveSibling("_sum-again.json");
    Files.writeString(
        sums, Files.readString(sums).replace("again.parquet", "again@0a1b2c3d.parquet"));
    looks().evaluated("b", 100, 0.5);
    assertThat(rows()).containsExactly("a", "b");
  }

  /** As a retraining, which has another lock, finds what a writer of its run was stopped in. */
  @Test
  void aStoppedWriterIsCompletedUnderTheLockOfTheRun() throws Exception {
    looks().evaluated("a", 100, 0.5);
    Path file = store.rowFile("test_uses", RUN.value());
    Files.move(file, file.resolveSibling("_next-again"));
    LockedStore other = store.context().locks(JobStore.config()).forRun(RUN);
    AtomicBoolean stillStopped = new AtomicBoolean();
    JobContext context =
        store.context(
            line -> {
              if (line.contains("; waiting for up to ")) {
                stillStopped.set(Files.notExists(file));
                other.close();
              }
            });
    org.apache.hadoop.fs.Path retraining =
        new org.apache.hadoop.fs.Path(store.context().store().root(), "retraining");
    try (LockedStore night = context.locks(JobStore.config()).forFolder(retraining, "retraining")) {
      new StoredLooks(store.context().spark(), night.writer(), RUN, true).requireWhole();
    }
    assertThat(stillStopped).as("it waited for the run, which another job had").isTrue();
    assertThat(file).exists();
    assertThat(rows()).containsExactly("a");
  }

  /** The folder of the month in which the looks of two runs are merged. */
  private Path merged() throws IOException {
    looks().evaluated("a", 100, 0.5);
    Path month = store.rowFile("test_uses", RUN.value()).getParent();
    new CompactJob(store.context())
        .run(new CompactRequest(JobStore.config(), new RunId("compact-1"), YearMonth.of(2099, 1)));
    assertThat(month.resolve("again.parquet")).doesNotExist();
    return month;
  }

  private void assertRefusedBeforeTheWork(Path damaged) {
    for (ThrowingCallable look :
        List.<ThrowingCallable>of(
            stored(RUN, true)::requireWhole, () -> looks().evaluated("b", 100, 0.5))) {
      assertRefused(ExitCode.DATA, look)
          .startsWith(damaged + " is damaged (")
          .contains("; submit/local repair --dry-run --store ");
    }
  }

  private StoredLooks stored(RunId run, boolean isUsed) {
    return new StoredLooks(
        store.context().spark(), UnguardedStore.writer(store.context().store()), run, isUsed);
  }

  @Slow
  @ParameterizedTest
  @ValueSource(strings = {"_sum-@merged.json", "@moving.parquet"})
  void aRunWhoseLooksAreMergedBehindADamageIsRefusedBeforeItsWork(String name) throws IOException {
    Path damaged = merged().resolve(name);
    Files.write(damaged, new byte[0]);
    assertRefusedBeforeTheWork(damaged.toRealPath());
    stored(new RunId("another"), true).requireWhole();
  }

  @Test
  void looksWhoseSumsAreMissingAreNotWrittenBeside() throws IOException {
    Path sums = merged().toRealPath().resolve("_sum-@merged.json");
    Files.delete(sums);
    assertRefusedBeforeTheWork(sums);
    stored(new RunId("another"), true).requireWhole();
  }

  @Test
  void whereLooksAndSumsAreDamagedOnlyANewRunIdIsTaken() throws IOException {
    Path month = merged().toRealPath();
    Path sums = month.resolve("_sum-@merged.json");
    Files.write(sums, new byte[0]);
    Files.write(store.rowFile("test_uses", "@merged"), new byte[0]);
    assertRefusedBeforeTheWork(sums);
    stored(RUN, false).requireWhole();
  }

  @Test
  void damageOfOtherRunsLooksStopsNoLook() throws IOException {
    Path other = store.rowFile("test_uses", JobStore.FIRST);
    Files.write(other, new byte[0]);
    looks().evaluated("a", 100, 0.5);
    assertThat(rows()).containsExactly("a");
    assertThat(other).as("it is still named by whoever needs all").isEmptyFile();
  }

  @Test
  void aRowKeepsWhatLaterTestImagesAreComparedWith() {
    looks().evaluated("a", 100, 0.5);
    assertThat(store.rowsOf(TestUseRow.TABLE, RUN).get(0).imageSample().orElseThrow())
        .as("all of 100 images")
        .hasSize(1_600)
        .isEqualTo(images().testSample().orElseThrow().toString());
  }
}
