package org.sparkresnet.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.jobs.RestoredRun;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.RunRows;
import org.sparkresnet.testing.Slow;

/** Pages and exports of a store in which a file of one run, or of the registry, is damaged. */
class DamagedRunsTest {
  private static final RunId FIRST = new RunId(JobStore.FIRST);
  private static final String REMEDY =
      "; restore the file from a copy of the store, or move it away: report and export do without it, and the run's own command writes it again";

  @TempDir private static Path whole;
  private static RunId night;

  @TempDir private Path folder;
  private JobStore store;

  @BeforeAll
  static void aChampionAndANightWithoutNews() throws IOException {
    night =
        new RetrainJob(JobStore.withChampion(whole).context())
            .run(RetrainRequest.nightly(JobStore.config(), "night"))
            .run();
  }

  @BeforeEach
  void copy() throws IOException {
    FileUtils.copyDirectory(whole.toFile(), folder.resolve("store").toFile());
    store = JobStore.in(folder.resolve("store"));
  }

  private List<String> exported(RunId... runs) {
    Path target = folder.resolve("export");
    new ExportJob(store.context()).run(new ExportRequest(target.toString(), Arrays.asList(runs)));
    return store
        .context()
        .spark()
        .read()
        .parquet(target.resolve("runs.parquet").toString())
        .select("run_id")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private String page(RunId run) throws IOException {
    Path file = folder.resolve("page.html");
    new ReportJob(store.context())
        .run(new ReportRequest(run, List.of(), Optional.of(file.toString())));
    return Files.readString(file);
  }

  private String nights() throws IOException {
    Path file = folder.resolve("nights.html");
    new NightsJob(store.context()).run("cifar-10", Optional.of(file.toString()));
    return Files.readString(file);
  }

  private void assertWarned(String begin) {
    assertThat(store.told())
        .filteredOn(line -> line.startsWith("warning: "))
        .singleElement()
        .asString()
        .startsWith("warning: " + begin);
  }

  @Slow
  @ParameterizedTest
  @ValueSource(strings = {"manifest.json", "summary.json"})
  void aRunWithADamagedFileIsNamedAndLeftOutOfAnExportOfAllRuns(String name) throws IOException {
    Path file = store.path("runs/first/" + name);
    Files.writeString(file, "{");
    assertThat(exported()).containsExactly(night.value());
    assertWarned("run first left out: file:" + file + ": is no JSON: ");
    assertRefused(ExitCode.DATA, () -> exported(FIRST))
        .startsWith("file:" + file + ": is no JSON: ")
        .endsWith(REMEDY);
    assertRefused(ExitCode.DATA, () -> page(FIRST))
        .startsWith("file:" + file + ": is no JSON: ")
        .endsWith(REMEDY);
    Files.delete(file);
    assertThat(exported()).as("the remedy").containsExactly("first", night.value());
    assertThat(page(FIRST)).contains("<h1>ResNet-8: ");
  }

  @Slow
  @ParameterizedTest
  @ValueSource(strings = {"runs", "plans"})
  void aRunWithDamagedRowsIsNamedAndLeftOutOfAnExportOfAllRuns(String table) throws IOException {
    Path file = store.rowFile(table, "first");
    Files.write(file, new byte[0]);
    assertThat(exported()).containsExactly(night.value());
    assertWarned("run first left out: " + file + " is damaged (0 bytes instead of ");
    assertRefused(ExitCode.DATA, () -> exported(FIRST))
        .startsWith(file + " is damaged (0 bytes instead of ")
        .contains("; submit/local repair ");
  }

  @Slow
  @Test
  void anExportOfNothingButDamagedRunsFails() throws IOException {
    for (RunId run : List.of(FIRST, night)) {
      Files.write(store.rowFile("runs", run.value()), new byte[0]);
    }
    assertRefused(ExitCode.DATA, this::exported)
        .endsWith("/store has no whole run to export; see the lines above");
  }

  @Slow
  @Test
  void aDamagedFileOfTheChampionsIsLeftOutOfThePages() throws IOException {
    Path file = store.path("models/cifar-10/aliases/champion.json");
    Files.writeString(file, "{");
    assertThat(page(FIRST)).contains("<h1>ResNet-8: ");
    assertWarned("the champion is left out of the report: file:" + file + ": is no JSON: ");
    store.told().clear();
    assertThat(nights())
        .contains("The champion is not known: the file that names it is damaged.")
        .contains("<dt>promoted</dt><dd>1</dd>");
    assertWarned("file:" + file + ": is no JSON: ");
  }

  @Test
  void aDamagedManifestOfTheChampionIsLeftOutOfThePageOfNights() throws IOException {
    Path file = store.path("models/cifar-10/v000001/manifest.json");
    Files.writeString(file, "{");
    assertThat(nights()).contains("<dt>champion</dt><dd>v000001</dd>");
    assertWarned("file:" + file + ": is no JSON: ");
  }

  /** As if another build had written it. */
  private void refuseConfiguration(RunStatus status) throws IOException {
    store.refuseEpochs("runs/first/manifest.json");
    RunRow row = RestoredRun.of(store.context().store(), FIRST).orElseThrow().row();
    RunRow refused = RunRows.with(row, row.command(), status);
    new TableWriter(store.context().spark(), UnguardedStore.writer(store.context().store()))
        .replace(RunRow.TABLE, FIRST, List.of(refused));
  }

  @Slow
  @Test
  void aRunWhoseConfigurationThisBuildRefusesIsExportedAndReportedWithoutPictures()
      throws IOException {
    refuseConfiguration(RunStatus.FINISHED);
    assertThat(exported()).containsExactly("first", night.value());
    assertWarned("no pictures of mistakes: run first: ");
    assertThat(page(FIRST)).contains("the data are not known: run first: ").contains("<h1>ResNet");
  }

  @Test
  void aFailedNightWhoseConfigurationThisBuildRefusesIsShown() throws IOException {
    refuseConfiguration(RunStatus.FAILED);
    assertThat(nights()).contains("<dt>failed</dt><dd>1</dd>");
  }
}
