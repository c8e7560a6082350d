package org.sparkresnet.jobs.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;

/** Rows of the table promotions that a repair makes from what else the store has. */
class RestoredPromotionsTest {
  private static final RunId NIGHT = new RunId("night");

  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void aFirstNight() {
    store = JobStore.withChampion(folder.resolve("store"));
  }

  private void night(String... keys) throws IOException {
    new RetrainJob(store.context())
        .run(RetrainRequest.nightly(JobStore.config(keys), "night").named(NIGHT));
  }

  private RepairResult repair() throws IOException {
    store.told().clear();
    return new RepairJob(store.context())
        .run(new RepairRequest(JobStore.config(), new RunId("repair-1"), /* acceptLoss= */ false));
  }

  private void empty(String run) throws IOException {
    Files.write(store.rowFile("promotions", run), new byte[0]);
  }

  private List<PromotionRow> rows() {
    return store.rowsOf(PromotionRow.TABLE, NIGHT);
  }

  @Slow
  @Test
  void aNightWithoutNewsIsRestoredFromItsRowInRuns() throws IOException {
    new RetrainJob(store.context()).run(RetrainRequest.nightly(JobStore.config(), "night"));
    String quiet =
        store.runs().stream().filter(run -> !run.equals(JobStore.FIRST)).findFirst().orElseThrow();
    empty(quiet);
    assertThat(repair()).isEqualTo(new RepairResult(1, 0, 0, 0));
    assertThat(store.rowsOf(PromotionRow.TABLE, new RunId(quiet)))
        .extracting(PromotionRow::decision)
        .containsExactly("NOTHING_NEW");
  }

  @Slow
  @Test
  void whatACandidateWasWhoseVersionIsPrunedIsNotInvented() throws IOException {
    night("train.seed=2", "registry.floor=0.99");
    assertThat(rows()).extracting(PromotionRow::decision).containsExactly("KEPT");
    assertThat(store.rowsOf(RunRow.TABLE, NIGHT)).extracting(RunRow::workers).containsExactly(2);
    FileUtils.deleteDirectory(store.path("models/cifar-10/v000002").toFile());
    FileUtils.deleteDirectory(store.path("runs/" + NIGHT).toFile());
    empty(NIGHT.value());
    assertThat(repair()).isEqualTo(new RepairResult(0, 0, 1, 0));
    assertThat(store.told()).anyMatch(it -> it.contains("lost: 1 of 1 rows of run " + NIGHT));
  }

  /** A version whose run was killed between its registration and its promotion. */
  private void registerPromoted(String registeredAt) throws IOException {
    Path version = store.path("models/cifar-10/v000002");
    FileUtils.copyDirectory(store.path("models/cifar-10/v000001").toFile(), version.toFile());
    Path manifest = version.resolve("manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replace("\"" + JobStore.FIRST + "\"", "\"" + NIGHT + "\"")
            .replace("\"v000001\"", "\"v000002\"")
            .replaceFirst("(\"registered_at\" : \")[^\"]*", "$1" + registeredAt));
  }

  @Slow
  @Test
  void aPromotionThatWasOvertakenIsRestoredAsKept() throws IOException {
    registerPromoted("2026-01-01T00:00:00Z");
    new RetrainJob(store.context()).run(RetrainRequest.nightly(JobStore.config(), "the next"));
    List<PromotionRow> before = rows();
    assertThat(before)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.decision()).isEqualTo("KEPT");
              assertThat(row.reason())
                  .startsWith(
                      "v000001 became the champion by run first after this was decided: PROMOTED, ");
            });
    empty(NIGHT.value());
    assertThat(repair()).isEqualTo(new RepairResult(1, 0, 0, 0));
    assertThat(rows()).isEqualTo(before);
  }

  @Test
  void aPromotionThatIsOpenIsLeftToTheNextNight() throws IOException {
    registerPromoted("2099-01-01T00:00:00Z");
    assertThat(repair()).isEqualTo(RepairResult.NONE);
    assertThat(rows()).isEmpty();
    new RetrainJob(store.context()).run(RetrainRequest.nightly(JobStore.config(), "the next"));
    assertThat(rows()).extracting(PromotionRow::decision).containsExactly("PROMOTED");
  }
}
