package org.sparkresnet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.cifar.DataSummary;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.rows.PromotionRow.PairedTest;
import org.sparkresnet.tables.rows.TestUseRow;
import org.sparkresnet.testing.JobStore;

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
    return new TestUseRecorder(
        store.context().spark(),
        UnguardedStore.writer(store.context().store()),
        RUN,
        "evaluate",
        line,
        images);
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
  void aRowKeepsWhatLaterTestImagesAreComparedWith() {
    looks().evaluated("a", 100, 0.5);
    assertThat(store.rowsOf(TestUseRow.TABLE, RUN).get(0).imageSample().orElseThrow())
        .as("all of 100 images")
        .hasSize(1_600)
        .isEqualTo(images().testSample().orElseThrow().toString());
  }
}
