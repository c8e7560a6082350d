package org.sparkresnet.jobs.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.report.ExportJob;
import org.sparkresnet.jobs.report.ExportRequest;
import org.sparkresnet.jobs.report.ReportJob;
import org.sparkresnet.jobs.report.ReportRequest;
import org.sparkresnet.jobs.upkeep.CompactJob;
import org.sparkresnet.jobs.upkeep.CompactRequest;
import org.sparkresnet.jobs.upkeep.RepairJob;
import org.sparkresnet.jobs.upkeep.RepairRequest;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;

/** One damaged night does not stop the next. */
class DamagedNightTest {
  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void everyRowOfTheFirstNightIsDamaged() throws IOException {
    store = JobStore.withChampion(folder.resolve("store"));
    try (Stream<Path> files = Files.walk(store.path("tables"))) {
      for (Path file :
          files
              .filter(it -> it.toString().endsWith(".parquet"))
              .filter(it -> !it.getParent().endsWith("month=0000-00")) // without rows
              .toList()) {
        Files.write(file, new byte[0]);
      }
    }
  }

  private RetrainResult retrain(RetrainRequest request) throws IOException {
    store.told().clear();
    return new RetrainJob(store.context()).run(request);
  }

  private List<String> warnings() {
    return store.told().stream().filter(it -> it.startsWith("warning: ")).toList();
  }

  @Test
  void aNightWithoutNewsNamesTheDamageInOneLineAndGoesOn() throws IOException {
    RetrainResult result = retrain(RetrainRequest.nightly(JobStore.config(), "night"));
    assertThat(warnings())
        .singleElement()
        .asString()
        .startsWith(
            "warning: " + store.rowFile("promotions", "first") + " is damaged (0 bytes instead of ")
        .contains("submit/local repair --dry-run --store " + store.path("").toAbsolutePath());
    assertThat(store.rowsOf(PromotionRow.TABLE, result.run()).get(0).decision())
        .isEqualTo("NOTHING_NEW");
  }

  @Test
  void anOldVersionWithoutItsManifestIsNamedAndPassedOver() throws IOException {
    Path manifest = store.path("models/cifar-10/v000002/manifest.json");
    Files.createDirectories(manifest.getParent());
    Files.write(manifest, new byte[0]);
    RetrainResult result = retrain(RetrainRequest.nightly(JobStore.config(), "night"));
    assertThat(store.rowsOf(PromotionRow.TABLE, result.run()).get(0).decision())
        .isEqualTo("NOTHING_NEW");
    assertThat(warnings())
        .anyMatch(it -> it.contains(manifest.toString()) && it.contains("; restore the file from"));
  }

  @Slow
  @Test
  void aCandidateIsTrainedComparedAndReportedBesideTheDamage() throws IOException {
    RetrainRequest request =
        RetrainRequest.nightly(JobStore.config("train.seed=2"), "night").named(new RunId("second"));
    RetrainResult result = retrain(request);
    assertThat(result.outcome()).isEqualTo(Decision.Outcome.PROMOTED);
    assertThat(store.rowsOf(PromotionRow.TABLE, result.run()).get(0).version())
        .isEqualTo("v000002");
    assertThat(store.path("runs/second/report.html")).exists();
    new ReportJob(store.context())
        .run(new ReportRequest(new RunId("second"), List.of(), Optional.empty()));
    new ExportJob(store.context())
        .run(new ExportRequest(folder.resolve("export").toString(), List.of(new RunId("second"))));
  }

  @Slow
  @ParameterizedTest
  @ValueSource(strings = {"@moving.parquet", "_sum-@merged.json"})
  void aCandidateIsPromotedAndRolledBackBesideADamagedFileOfACompaction(String name)
      throws IOException {
    store = JobStore.withChampion(folder.resolve("compacted"));
    retrain(RetrainRequest.nightly(JobStore.config(), "night")); // two files become one
    new CompactJob(store.context())
        .run(new CompactRequest(JobStore.config(), new RunId("compact-1"), YearMonth.of(2099, 1)));
    try (Stream<Path> files = Files.walk(store.path("tables"))) {
      for (Path month : files.filter(it -> it.toString().matches(".*/month=20[^/]*")).toList()) {
        if (name.equals("@moving.parquet") || Files.exists(month.resolve(name))) {
          Files.write(month.resolve(name), new byte[0]);
        }
      }
    }
    RetrainResult result =
        retrain(
            RetrainRequest.nightly(JobStore.config("train.seed=2"), "night")
                .named(new RunId("second")));
    assertThat(result.outcome()).isEqualTo(Decision.Outcome.PROMOTED);
    assertThat(warnings()).anyMatch(it -> it.contains(name) && it.contains("submit/local repair"));
    assertThat(Files.exists(store.path("runs/second/report.html")))
        .as("no reader passes the plan of a move, and the sums hide the rows of others only")
        .isEqualTo(!name.equals("@moving.parquet"));
    ChangeResult back =
        new ChangeChampionJob(store.context())
            .rollback(new ChangeRequest(JobStore.config(), new RunId("back"), ""));
    assertThat(back.changed()).isTrue();
    new RepairJob(store.context())
        .run(new RepairRequest(JobStore.config(), new RunId("mend"), false));
    assertThat(store.rows(PromotionRow.TABLE, "second")).hasSize(1);
    assertThat(store.rows(PromotionRow.TABLE, "back")).hasSize(1);
    assertThat(store.runs()).contains("first", "second", "back").doesNotHaveDuplicates();
  }

  @Test
  void theRunOfTheDamagedNightIsStillKnownByItsFiles() throws IOException {
    RetrainResult result =
        retrain(RetrainRequest.nightly(JobStore.config(), "night").named(new RunId("first")));
    assertThat(result.outcome()).isEqualTo(Decision.Outcome.PROMOTED);
    assertThatThrownBy(
            () ->
                new ReportJob(store.context())
                    .run(new ReportRequest(new RunId("first"), List.of(), Optional.empty())))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageContaining("/first.parquet is damaged (0 bytes instead of ");
  }

  @Test
  void aRunOfWhichNothingIsWholeIsRefusedWithTheCommandThatMendsItsRows() throws IOException {
    Files.write(store.path("runs/first/manifest.json"), new byte[0]);
    assertThatThrownBy(
            () ->
                retrain(
                    RetrainRequest.nightly(JobStore.config(), "night").named(new RunId("first"))))
        .hasMessageStartingWith(store.rowFile("runs", "first") + " is damaged (0 bytes instead of ")
        .hasMessageContaining("; submit/local repair --dry-run --store ");
  }

  @Slow
  @Test
  void promoteAndRollbackDoNotNeedTheRowsOfOthers() throws IOException {
    retrain(
        RetrainRequest.nightly(JobStore.config("train.seed=2"), "night")
            .named(new RunId("second")));
    new ChangeChampionJob(store.context())
        .rollback(new ChangeRequest(JobStore.config(), new RunId("back"), ""));
    assertThat(store.rowsOf(PromotionRow.TABLE, new RunId("back")).get(0).decision())
        .isEqualTo("ROLLED_BACK");
    assertThat(
            org.sparkresnet.tables.TableReader.ofRun(
                    store.context().spark(),
                    store.context().store(),
                    org.sparkresnet.tables.rows.RunRow.TABLE,
                    new RunId("back"))
                .first()
                .<String>getAs("status"))
        .isEqualTo(RunStatus.FINISHED.name());
  }
}
