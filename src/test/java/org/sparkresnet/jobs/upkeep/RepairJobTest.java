package org.sparkresnet.jobs.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.evaluate.ClassificationReport;
import org.sparkresnet.evaluate.ConfusionMatrix;
import org.sparkresnet.evaluate.Reliability;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.StoreWriter;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.Table;
import org.sparkresnet.tables.TableScan;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.ClassRow;
import org.sparkresnet.tables.rows.ConfusionRow;
import org.sparkresnet.tables.rows.DataCheckRow;
import org.sparkresnet.tables.rows.EvaluationRow;
import org.sparkresnet.tables.rows.MetricRow;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.tables.rows.ReliabilityRow;
import org.sparkresnet.tables.rows.RoundRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.tables.upkeep.Compaction;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.OwnClasses;
import org.sparkresnet.testing.Slow;

class RepairJobTest {
  private static final RunId FIRST = new RunId(JobStore.FIRST);

  /** Tables that other files restore to the last bit of every column. */
  private static final List<Table<?>> WHOLE =
      List.of(
          ParamRow.TABLE,
          MetricRow.TABLE,
          RoundRow.TABLE,
          ClassRow.TABLE,
          ConfusionRow.TABLE,
          ReliabilityRow.TABLE,
          PromotionRow.TABLE);

  private static final List<Table<?>> LOST =
      List.of(EvaluationRow.TABLE, PredictionRow.TABLE, DataCheckRow.TABLE);

  @TempDir private Path folder;
  private JobStore store;
  private Path month;

  @BeforeEach
  void aFirstNight() {
    store = JobStore.withChampion(folder.resolve("store"));
    month = file(MetricRow.TABLE).getParent().getFileName();
  }

  private static RepairRequest request(String id, boolean acceptLoss) {
    return new RepairRequest(JobStore.config(), new RunId(id), acceptLoss);
  }

  private RepairResult repair(boolean acceptLoss) throws IOException {
    store.told().clear();
    return new RepairJob(store.context()).run(request("repair-1", acceptLoss));
  }

  private Path file(Table<?> table) {
    return store.rowFile(table.name(), "first");
  }

  private void tear(Table<?> table) throws IOException {
    byte[] bytes = Files.readAllBytes(file(table));
    bytes[bytes.length / 3] ^= 4;
    Files.write(file(table), bytes);
  }

  private Map<String, List<?>> rows(List<Table<?>> tables) {
    Map<String, List<?>> rows = new TreeMap<>();
    tables.forEach(table -> rows.put(table.name(), store.rowsOf(table, FIRST)));
    return rows;
  }

  @Test
  void aWholeStoreIsLeftAsItIs() throws IOException {
    assertThat(new RepairJob(store.context()).preview(request("r", false)).files()).isZero();
    assertThat(repair(false)).isEqualTo(RepairResult.NONE);
    assertThat(store.row("repair-1").orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
    assertThat(store.path("tables_damaged")).doesNotExist();
  }

  @Test
  void rowsThatOtherFilesTellAreRestored() throws IOException {
    Map<String, List<?>> before = rows(WHOLE);
    RunRow run = store.row("first").orElseThrow();
    for (Table<?> table : WHOLE) {
      tear(table);
    }
    tear(RunRow.TABLE);
    RepairResult preview = new RepairJob(store.context()).preview(request("r", false));
    assertThat(preview).isEqualTo(new RepairResult(8, 0, 0, 0));
    assertThat(store.told())
        .contains(
            "would be mended: %s is damaged (its SHA-256 is another than when it was written): rows of run first from the registry"
                .formatted(file(PromotionRow.TABLE)));
    assertThat(store.path("tables_damaged")).as("a preview changes nothing").doesNotExist();
    assertThat(repair(false)).isEqualTo(preview);
    assertThat(rows(WHOLE)).isEqualTo(before);
    RunRow restored = store.row("first").orElseThrow();
    assertThat(restored.runName()).isEqualTo("first");
    assertThat(restored.status()).isEqualTo(run.status());
    assertThat(restored.config()).isEqualTo(run.config());
    assertThat(restored.workers()).isEqualTo(run.workers());
    assertThat(restored.dataSha256()).isEqualTo(run.dataSha256());
    assertThat(store.path("tables_damaged/metrics").resolve(month).resolve("first.parquet"))
        .exists();
    assertThat(repair(false)).as("repeatable").isEqualTo(RepairResult.NONE);
  }

  @Test
  void aFileWithoutRowsThatIsDamagedIsWrittenAnew() throws IOException {
    repair(false);
    Path columns = store.path("tables/metrics/month=0000-00").toRealPath();
    columns = columns.resolve(columns.toFile().list()[0]);
    byte[] whole = Files.readAllBytes(columns);
    byte[] flipped = whole.clone();
    flipped[whole.length / 3] ^= 4;
    Files.write(columns, flipped);
    store.told().clear();
    RepairResult preview = new RepairJob(store.context()).preview(request("r", false));
    assertThat(preview).isEqualTo(new RepairResult(1, 0, 0, 0));
    String damage = columns + " is damaged (other bytes than when it was written): it has no rows";
    assertThat(store.told()).contains("would be mended: " + damage + " and is written anew");
    assertThat(columns).as("a preview changes nothing").hasBinaryContent(flipped);
    assertThat(repair(false)).isEqualTo(preview);
    assertThat(store.told()).contains("warning: " + damage + " and was written anew");
    assertThat(columns).hasBinaryContent(whole);
    assertThat(repair(false)).as("repeatable").isEqualTo(RepairResult.NONE);
  }

  @Test
  void manyFilesWithoutRowsThatAreDamagedAreToldInOneLine() throws IOException {
    for (String table : List.of("runs", "params", "metrics")) {
      Path folder = store.path("tables/" + table + "/month=0000-00");
      Files.write(folder.resolve(folder.toFile().list()[0]), new byte[0]);
    }
    assertThat(repair(false)).isEqualTo(new RepairResult(3, 0, 0, 0));
    assertThat(store.told())
        .singleElement()
        .asString()
        .startsWith("warning: " + store.path("tables/runs/month=0000-00/columns-"))
        .endsWith(
            " is damaged (other bytes than when it was written), and 2 more: they have no rows and were written anew");
  }

  @Slow
  @Test
  void missingFilesAndFoldersAreRestored() throws IOException {
    Map<String, List<?>> before = rows(WHOLE);
    Files.delete(file(ParamRow.TABLE));
    FileUtils.deleteDirectory(store.path("tables/metrics").toFile());
    FileUtils.deleteDirectory(file(PromotionRow.TABLE).getParent().toFile());
    assertThat(repair(false)).isEqualTo(new RepairResult(3, 0, 0, 0));
    assertThat(rows(WHOLE)).isEqualTo(before);
  }

  @Slow
  @Test
  void whatNothingRestoresIsNamedAndLeftUntilItsLossIsAccepted() throws IOException {
    for (Table<?> table : LOST) {
      tear(table);
    }
    assertThat(repair(false)).isEqualTo(new RepairResult(0, 0, 3, 0));
    assertThat(store.told())
        .anyMatch(
            line ->
                line.startsWith("left as it is: " + file(PredictionRow.TABLE))
                    && line.contains("lost: 100 of 100 rows of run first")
                    && line.endsWith("--accept-loss"));
    assertThatThrownBy(() -> store.rowsOf(PredictionRow.TABLE, FIRST))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA));
    assertThat(repair(true)).isEqualTo(new RepairResult(0, 3, 0, 0));
    assertThat(store.rowsOf(PredictionRow.TABLE, FIRST)).isEmpty();
    assertThat(store.path("tables_damaged/predictions").resolve(month).resolve("first.parquet"))
        .exists();
    assertThat(repair(false)).isEqualTo(RepairResult.NONE);
  }

  @Nightly
  @Test
  void aMonthIsRestoredRunByRun() throws IOException {
    new RetrainJob(store.context())
        .run(
            RetrainRequest.nightly(JobStore.config("train.seed=2"), "night")
                .named(new RunId("second")));
    Map<String, List<?>> before = rows(WHOLE);
    new CompactJob(store.context())
        .run(new CompactRequest(JobStore.config(), new RunId("compact-1"), YearMonth.of(2099, 1)));
    Files.write(store.rowFile("metrics", "@merged"), new byte[0]);
    assertThat(repair(false)).isEqualTo(new RepairResult(1, 0, 0, 0));
    assertThat(rows(WHOLE)).isEqualTo(before);
    assertThat(repair(false)).isEqualTo(RepairResult.NONE);
  }

  @Test
  void sumsThatAreDamagedAreWrittenAnew() throws IOException {
    Files.write(file(EvaluationRow.TABLE).resolveSibling("_sum-first.json"), new byte[0]);
    List<EvaluationRow> none = List.of();
    assertThat(repair(false)).isEqualTo(new RepairResult(1, 0, 0, 0));
    assertThat(store.rowsOf(EvaluationRow.TABLE, FIRST)).isNotEqualTo(none);
  }

  @Slow
  @Test
  void rowsAndSumsThatAreBothDamagedAreRestoredAtOnce() throws IOException {
    Map<String, List<?>> before = rows(WHOLE);
    for (Table<?> table : List.of(ParamRow.TABLE, EvaluationRow.TABLE)) {
      Files.write(file(table).resolveSibling("_sum-first.json"), new byte[0]);
      Files.write(file(table), new byte[0]);
    }
    RepairResult result = new RepairResult(1, 0, 1, 0);
    assertThat(new RepairJob(store.context()).preview(request("r", false))).isEqualTo(result);
    assertThat(repair(false)).isEqualTo(result);
    assertThat(rows(WHOLE)).isEqualTo(before);
    assertThat(repair(true)).isEqualTo(new RepairResult(0, 1, 0, 0));
    assertThat(store.rowsOf(EvaluationRow.TABLE, FIRST)).isEmpty();
    assertThat(repair(false)).isEqualTo(RepairResult.NONE);
  }

  @Slow
  @Test
  void aMoveWhosePlanIsDamagedIsEndedIfNoFileWaits() throws IOException {
    Map<String, List<?>> before = rows(WHOLE);
    for (Table<?> table : List.of(RunRow.TABLE, MetricRow.TABLE)) {
      Files.write(file(table).resolveSibling("@moving.parquet"), new byte[0]);
    }
    Path waiting = Files.writeString(file(MetricRow.TABLE).resolveSibling("_swap-1-a"), "rows");
    assertThat(repair(false)).isEqualTo(new RepairResult(1, 0, 1, 0));
    assertThat(store.told()).anyMatch(it -> it.contains("1 files of a stopped move of rows"));
    assertThat(waiting).exists();
    assertThat(repair(true)).isEqualTo(new RepairResult(0, 1, 0, 0));
    assertThat(waiting).doesNotExist();
    assertThat(rows(WHOLE)).isEqualTo(before);
    assertThat(store.path("tables_damaged/metrics").resolve(month).resolve("_swap-1-a"))
        .hasContent("rows");
    assertThat(repair(false)).isEqualTo(RepairResult.NONE);
  }

  /** As in a copy of the store that was made during a move of rows. */
  @Slow
  @ParameterizedTest
  @CsvSource({
    "hidden rows, _swap-\\w+-@merged@.*, 1",
    "torn rows, _swap-\\w+-@merged@.*, 1",
    "all hidden files, _swap-.*, 1",
    "rows that have appeared, @merged@.*, 1",
    "rows of a run that was merged, evaluation@.*, 2"
  })
  void aMoveWhoseNewFilesAreMissingIsTakenBack(String missing, String names, int mended)
      throws IOException {
    RunId run = evaluation(ClassNames.CIFAR_10, "5f".repeat(32));
    Map<RunId, List<?>> before = new HashMap<>();
    for (RunId it : List.of(FIRST, run)) {
      before.put(it, store.rowsOf(PredictionRow.TABLE, it));
    }
    Path folder = file(PredictionRow.TABLE).getParent();
    boolean isOfRun = mended == 2;
    if (isOfRun) {
      compactPredictions(UnguardedStore.writer(store.context().store()));
    }
    StoreWriter copied =
        UnguardedStore.writer(
            store.context().store(),
            () -> {
              if (isDecided(folder) && !names(folder, names).isEmpty()) {
                throw new IllegalStateException("copied");
              }
            });
    assertThatThrownBy(
            () -> {
              if (isOfRun) {
                new TableWriter(store.context().spark(), copied)
                    .replace(PredictionRow.TABLE, run, List.of());
              } else {
                compactPredictions(copied);
              }
            })
        .hasMessage("copied");
    for (String name : names(folder, names)) {
      if (missing.equals("torn rows")) {
        Files.write(folder.resolve(name), new byte[] {1});
      } else {
        Files.delete(folder.resolve(name));
      }
    }
    String damage = folder.resolve("@moving.parquet") + " is damaged (the plan of a move of rows: ";
    assertThatThrownBy(() -> evaluation(ClassNames.CIFAR_10, "5f".repeat(32)))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith(damage);
    if (!missing.equals("torn rows")) { // readers look for them, and do not read them all
      assertThatThrownBy(() -> store.rowsOf(PredictionRow.TABLE, run))
          .hasMessageStartingWith(damage + "its new file ")
          .hasMessageContaining(" is missing)");
    }
    assertThat(repair(false)).isEqualTo(new RepairResult(mended, 0, 0, 0));
    assertThat(store.told()).anyMatch(it -> it.startsWith("mended: " + damage));
    before.forEach(
        (it, rows) ->
            assertThat(store.rowsOf(PredictionRow.TABLE, it)).as(it.value()).isEqualTo(rows));
    assertThat(repair(false)).as("repeatable").isEqualTo(RepairResult.NONE);
  }

  @Slow
  @Test
  void aMoveWhoseOldFilesAreMissingTooIsTakenBackIfTheLossIsAccepted() throws IOException {
    RunId run = evaluation(ClassNames.CIFAR_10, "5f".repeat(32));
    Path folder = file(PredictionRow.TABLE).getParent();
    StoreWriter copied =
        UnguardedStore.writer(
            store.context().store(),
            () -> {
              if (isDecided(folder)) {
                throw new IllegalStateException("copied");
              }
            });
    assertThatThrownBy(() -> compactPredictions(copied)).hasMessage("copied");
    for (String name : names(folder, "_.*|first.*")) {
      Files.delete(folder.resolve(name));
    }
    assertThat(repair(false)).isEqualTo(new RepairResult(0, 0, 1, 0));
    assertThat(store.told())
        .anyMatch(it -> it.contains("lost: what 1 files of a stopped move of rows had"));
    assertThat(repair(true)).isEqualTo(new RepairResult(0, 1, 0, 0));
    assertThat(store.rowsOf(PredictionRow.TABLE, run)).hasSize(20);
    assertThat(store.rowsOf(PredictionRow.TABLE, FIRST)).isEmpty();
  }

  private void compactPredictions(StoreWriter writer) {
    new Compaction(store.context().spark(), writer)
        .compact(List.<Table<?>>of(PredictionRow.TABLE), YearMonth.of(2099, 1));
  }

  private static List<String> names(Path folder, String pattern) {
    return Arrays.stream(folder.toFile().list()).filter(it -> it.matches(pattern)).toList();
  }

  private static boolean isDecided(Path folder) throws IOException {
    Path marker = folder.resolve("@moving.parquet");
    return Files.exists(marker) && Files.readString(marker).contains("\"decided\" : true");
  }

  @Slow
  @Test
  void aRunThatAJobWorksOnIsLeftToIt() throws IOException {
    tear(ParamRow.TABLE);
    try (LockedStore held = store.context().locks(JobStore.config()).forRun(FIRST)) {
      assertThat(repair(false)).isEqualTo(new RepairResult(0, 0, 0, 1));
      held.requireNotLost();
    }
    assertThat(repair(false)).isEqualTo(new RepairResult(1, 0, 0, 0));
  }

  /** As a job that ends well while the repair, which has seen the damage, waits for its run. */
  @Slow
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatAJobWritesWhileTheRepairWaitsForItsRunStays(boolean acceptLoss) throws IOException {
    Table<?> table = acceptLoss ? PredictionRow.TABLE : ParamRow.TABLE;
    byte[] whole = Files.readAllBytes(file(table));
    tear(table);
    LockedStore held = store.context().locks(JobStore.config()).forRun(FIRST);
    JobContext context =
        store.context(
            line -> {
              if (line.endsWith("; waiting for up to 10 s")) {
                try {
                  Files.write(file(table), whole);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
                held.close();
              }
            });
    assertThat(new RepairJob(context).run(request("repair-1", acceptLoss)))
        .isEqualTo(new RepairResult(0, 0, 0, 1));
    assertThat(store.told())
        .anyMatch(
            line ->
                line.startsWith("left as it is: " + file(table) + " is damaged (")
                    && line.endsWith("; another job has changed its files meanwhile"));
    assertThat(file(table)).hasBinaryContent(whole);
    assertThat(store.path("tables_damaged")).doesNotExist();
  }

  @Slow
  @Test
  void aRunThatAJobHasForAMomentIsWaitedFor() throws IOException {
    tear(ParamRow.TABLE);
    LockedStore held = store.context().locks(JobStore.config()).forRun(FIRST);
    List<String> waits = new ArrayList<>();
    JobContext context =
        store.context(
            line -> {
              if (line.endsWith("; waiting for up to 10 s")) {
                waits.add(line);
                held.close();
              }
            });
    assertThat(new RepairJob(context).run(request("repair-1", false)))
        .isEqualTo(new RepairResult(1, 0, 0, 0));
    assertThat(waits).as("the repair came to the run while the job had it").hasSize(1);
  }

  /** Killed before its n-th change: the next repair completes it. */
  @Slow
  @Test
  void aRepairThatIsKilledIsCompletedByTheNext() throws IOException {
    Map<String, List<?>> before = rows(WHOLE);
    Store opened = store.context().store();
    TolerantReader others = new TolerantReader(store.context().listener());
    int steps = 0;
    for (boolean killed = true; killed; steps += 3) {
      tear(MetricRow.TABLE);
      TableScan scan = TableScan.ofEveryByte(opened, MetricRow.TABLE);
      TableRepair plan =
          TableRepair.plan(
              MetricRow.TABLE,
              scan.damages().get(0),
              scan,
              new RestoredRows(store.context().spark(), opened, others));
      AtomicInteger left = new AtomicInteger(steps);
      try {
        plan.apply(
            store.context().spark(),
            UnguardedStore.writer(
                opened,
                () -> {
                  if (left.getAndDecrement() <= 0) {
                    throw new IllegalStateException("killed");
                  }
                }));
        killed = false;
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("killed");
      }
      repair(false);
      assertThat(rows(WHOLE)).as("killed before change %d", steps).isEqualTo(before);
    }
    assertThat(steps).isGreaterThan(8);
  }

  @Test
  void filesThatAreDamagedThemselvesTellNothing() throws IOException {
    tear(ParamRow.TABLE);
    Files.write(store.path("runs/first/manifest.json"), new byte[0]);
    Files.write(store.path("models/cifar-10/v000001/manifest.json"), new byte[0]);
    assertThat(repair(false)).isEqualTo(new RepairResult(0, 0, 1, 0));
    assertThat(store.told()).anyMatch(it -> it.startsWith("warning: ") && it.contains("manifest"));
  }

  /** Rows of an evaluation, which has no manifest, of a model with other classes. */
  private RunId evaluation(ClassNames classes, String modelSha256) {
    List<PredictionRow> predictions = new ArrayList<>();
    ConfusionMatrix matrix = new ConfusionMatrix(classes.size());
    Reliability.Tally tally = new Reliability.Tally();
    for (int i = 0; i < 2 * classes.size(); i++) {
      int actual = i % classes.size();
      int predicted = i % 3 == 0 ? 0 : actual;
      predictions.add(
          new PredictionRow(
              "test",
              i,
              OptionalInt.of(actual),
              predicted,
              0.75,
              modelSha256,
              Optional.empty(),
              Optional.empty(),
              OptionalLong.empty()));
      matrix.add(actual, predicted);
      tally.add(0.75, actual == predicted);
    }
    RunId run = new RunId("evaluation");
    TableWriter writer =
        new TableWriter(store.context().spark(), UnguardedStore.writer(store.context().store()));
    writer.replace(PredictionRow.TABLE, run, predictions);
    writer.replace(ConfusionRow.TABLE, run, ConfusionRow.of("test", matrix, classes.names()));
    writer.replace(
        ClassRow.TABLE,
        run,
        ClassRow.of("test", ClassificationReport.classScores(matrix), classes.names()));
    writer.replace(ReliabilityRow.TABLE, run, ReliabilityRow.of("test", tally.reliability()));
    return run;
  }

  private void empty(RunId run, Table<?>... tables) throws IOException {
    for (Table<?> table : tables) {
      Files.write(store.rowFile(table.name(), run.value()), new byte[0]);
    }
  }

  @Slow
  @Test
  void namesOfClassesComeFromAnotherTableOfARunWithoutManifest() throws IOException {
    RunId run = evaluation(OwnClasses.numbered(100), "5f".repeat(32));
    for (Table<?> table : List.of(ConfusionRow.TABLE, ClassRow.TABLE)) {
      List<?> before = store.rowsOf(table, run);
      empty(run, table);
      assertThat(repair(false)).as(table.name()).isEqualTo(new RepairResult(1, 0, 0, 0));
      assertThat(store.rowsOf(table, run)).as(table.name()).isEqualTo(before);
    }
  }

  @Slow
  @Test
  void namesOfClassesThatNothingTellsAreNotInvented() throws IOException {
    RunId run = evaluation(OwnClasses.TREES, "5f".repeat(32));
    List<?> reliability = store.rowsOf(ReliabilityRow.TABLE, run);
    empty(run, ConfusionRow.TABLE, ClassRow.TABLE, ReliabilityRow.TABLE);
    assertThat(repair(false)).isEqualTo(new RepairResult(1, 0, 2, 0));
    assertThat(store.told())
        .filteredOn(line -> line.startsWith("left as it is: "))
        .allMatch(line -> line.contains("lost: "))
        .hasSize(2);
    assertThat(store.rowsOf(ReliabilityRow.TABLE, run)).isEqualTo(reliability);
  }

  @Slow
  @Test
  void namesOfClassesComeFromTheManifestOfTheModel() throws IOException {
    List<String> names = new ArrayList<>(ClassNames.CIFAR_10.names());
    names.set(0, "aeroplane");
    Path version = store.path("models/cifar-10/v000001/manifest.json");
    for (Path manifest : List.of(version, store.path("runs/first/manifest.json"))) {
      Files.writeString(manifest, Files.readString(manifest).replace("airplane", "aeroplane"));
    }
    String sha256 =
        Manifest.ofRun(store.context().store(), FIRST).orElseThrow().modelSha256().orElseThrow();
    RunId run = evaluation(new ClassNames(names), sha256);
    List<?> before = store.rowsOf(ClassRow.TABLE, run);
    empty(run, ConfusionRow.TABLE, ClassRow.TABLE);
    assertThat(repair(false)).isEqualTo(new RepairResult(2, 0, 0, 0));
    assertThat(store.rowsOf(ClassRow.TABLE, run)).isEqualTo(before);
    FileUtils.deleteDirectory(store.path("models").toFile());
    empty(run, ConfusionRow.TABLE, ClassRow.TABLE);
    repair(false);
    assertThat(store.rowsOf(ClassRow.TABLE, run)).as("without a registry").isEqualTo(before);
  }

  @Test
  void aSecondRepairIsRefused() {
    try (LockedStore held = store.context().locks(JobStore.config()).forTables()) {
      assertThatThrownBy(() -> repair(false))
          .isInstanceOfSatisfying(
              UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED));
      held.requireNotLost();
    }
  }
}
