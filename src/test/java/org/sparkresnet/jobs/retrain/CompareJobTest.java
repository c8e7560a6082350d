package org.sparkresnet.jobs.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.PredictionRow;
import org.sparkresnet.testing.JobStore;

/** Comparison of version 1 with a copy of it, version 2, whose test images are altered. */
class CompareJobTest {
  private static final RunId SECOND = new RunId("second");

  @TempDir private Path folder;
  private JobStore store;
  private List<PredictionRow> answers;

  @BeforeEach
  void aChampion() {
    store = JobStore.withChampion(folder.resolve("store"));
    answers =
        store.rowsOf(PredictionRow.TABLE, new RunId(JobStore.FIRST)).stream()
            .filter(row -> row.split().equals("test"))
            .toList();
  }

  /**
   * Compares.
   *
   * @param sha256 of the first run's test images
   * @param becomes that of the second one's
   */
  private CompareJob.Result compare(
      List<PredictionRow> answersOfTheSecond, String sha256, String becomes) throws IOException {
    return compare(answersOfTheSecond, sha256, becomes, JobStore.config());
  }

  private CompareJob.Result compare(
      List<PredictionRow> answersOfTheSecond, String sha256, String becomes, JobConfig config)
      throws IOException {
    Path manifest = store.path("runs/second/manifest.json");
    FileUtils.copyDirectory(store.path("runs/first").toFile(), manifest.getParent().toFile());
    Files.writeString(
        manifest,
        Files.readString(manifest).replace("\"first\"", "\"second\"").replace(sha256, becomes));
    new TableWriter(store.context().spark(), UnguardedStore.writer(store.context().store()))
        .replace(PredictionRow.TABLE, SECOND, answersOfTheSecond);
    new RegisterJob(store.context().locks(config), store.context().listener()).run(config, SECOND);
    Registry registry = Registry.open(store.context().store(), "cifar-10");
    return new CompareJob(store.context())
        .run(
            config, registry.manifest(new ModelVersion(2)), registry.manifest(new ModelVersion(1)));
  }

  private static void assertNotComparable(CompareJob.Result result) {
    assertThat(result.decision()).isEmpty();
    assertThat(result.obstacle())
        .contains(
            "cifar-10@v000002 and cifar-10@v000001 were evaluated on different test images;"
                + " evaluate --model cifar-10@v000002 and --model cifar-10@v000001 with one data.path"
                + " give the accuracies on the same ones");
  }

  @Test
  void versionsThatAnsweredTheSameImagesAreCompared() throws IOException {
    assertThat(compare(answers, "-", "-").decision()).isPresent();
  }

  @Test
  void versionsWithOtherNumbersOfTestImagesAreNotCompared() throws IOException {
    assertNotComparable(compare(answers.subList(0, 50), "-", "-"));
  }

  @Test
  void versionsWithOtherTestImagesOfTheSameLabelsAreNotCompared() throws IOException {
    String sha256 =
        Registry.open(store.context().store(), "cifar-10")
            .manifest(new ModelVersion(1))
            .run()
            .data()
            .orElseThrow()
            .testSha256();
    assertNotComparable(compare(answers, sha256, "f".repeat(64)));
  }

  /** Version 1 as of a build whose manifests had no summary of the data. */
  private void withoutSummary() throws IOException {
    for (String file :
        List.of("runs/first/manifest.json", "models/cifar-10/v000001/manifest.json")) {
      Path manifest = store.path(file);
      ObjectMapper json = new ObjectMapper();
      ObjectNode fields = (ObjectNode) json.readTree(manifest.toFile());
      fields.remove("data");
      json.writeValue(manifest.toFile(), fields);
      Files.deleteIfExists(manifest.resolveSibling(".manifest.json.crc"));
    }
  }

  @Test
  void versionsOfWhichOnlyLooksTellTheTestImagesHaveTheErrorThatTheseLeave() throws IOException {
    withoutSummary();
    JobConfig anytime = JobStore.config("registry.policy=anytime");
    assertThat(compare(answers, "-", "-", anytime).decision().orElseThrow().reason())
        .contains("needed after 0 comparisons");
    FileUtils.deleteDirectory(store.path("tables/test_uses").toFile());
    Registry registry = Registry.open(store.context().store(), "cifar-10");
    assertThat(
            new CompareJob(store.context())
                .run(
                    anytime,
                    registry.manifest(new ModelVersion(2)),
                    registry.manifest(new ModelVersion(1)))
                .obstacle())
        .contains(
            "nothing tells the test images of cifar-10@v000002 and cifar-10@v000001, so that the"
                + " error that is left for registry.policy = anytime is not known; evaluate --model"
                + " cifar-10@v000002 gives it a look at them");
  }

  @Test
  void aVersionWithoutStoredAnswersIsNamed() throws IOException {
    assertThat(compare(List.of(), "-", "-").obstacle())
        .contains("run second has no test images in the table predictions");
  }
}
