package org.sparkresnet.jobs.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkresnet.testing.UserErrors.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.jobs.retrain.RetrainRequest.Option;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.tables.rows.PromotionRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.Slow;

/** A champion with a damaged manifest, or none: what the errors name as remedies works. */
class DamagedChampionTest {
  @TempDir private Path folder;
  private JobStore store;

  @BeforeEach
  void champion() {
    store = JobStore.withChampion(folder.resolve("store"));
  }

  private Path manifest(int version) {
    return store.path("models/cifar-10/v%06d/manifest.json".formatted(version));
  }

  private void damage(int version, boolean isGone) throws IOException {
    Files.delete(manifest(version));
    if (!isGone) {
      Files.createFile(manifest(version));
    }
  }

  /** The same model as that of another run, as the next version. */
  private static ChangeRequest change(String run) {
    return new ChangeRequest(JobStore.config(), new RunId(run), "");
  }

  private static RetrainRequest nightly(String... more) {
    return RetrainRequest.nightly(JobStore.config(more), "night");
  }

  private RetrainResult retrain(RetrainRequest request) throws IOException {
    store.told().clear();
    return new RetrainJob(store.context()).run(request);
  }

  private void assertChampion(int version) {
    assertThat(
            Registry.open(store.context().store(), "cifar-10").champion().orElseThrow().version())
        .isEqualTo(new ModelVersion(version));
  }

  private PromotionRow promotion(String run) {
    return store.rows(PromotionRow.TABLE, run).get(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aGoodVersionIsPromotedByHandAndRecorded(boolean isGone) throws IOException {
    damage(1, isGone);
    store.registerSecond(); // while the champion is damaged
    store.told().clear();
    ChangeResult promoted = new ChangeChampionJob(store.context()).promote(change("p"), "v2");
    assertThat(promoted.changed()).isTrue();
    assertThat(promoted.before()).contains(new ModelVersion(1));
    assertChampion(2);
    assertThat(store.told())
        .anyMatch(
            line ->
                line.startsWith("warning: the champion is damaged: file:" + manifest(1) + ": "));
    assertThat(promotion("p").decision()).isEqualTo("PROMOTED");
    assertThat(promotion("p").version()).isEqualTo("v000002");
    assertThat(promotion("p").championAccuracy()).as("not known").isEmpty();
    assertThat(store.row("p").orElseThrow().status()).isEqualTo(RunStatus.FINISHED);
    assertThat(retrain(nightly()).isKept()).as("the next night has no news").isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDamagedChampionIsRolledBackFrom(boolean isGone) throws IOException {
    store.registerSecond();
    new ChangeChampionJob(store.context()).promote(change("p"), "v2");
    damage(2, isGone);
    assertThat(new ChangeChampionJob(store.context()).rollback(change("r")).changed()).isTrue();
    assertChampion(1);
    assertThat(promotion("r").decision()).isEqualTo("ROLLED_BACK");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aNightIsRefusedInOneLineThatNamesTheFileAndOptionsOfTheSameCommand(boolean isGone)
      throws IOException {
    damage(1, isGone);
    assertRefused(ExitCode.DATA, () -> retrain(nightly()))
        .startsWith("the champion cannot be compared with: file:" + manifest(1) + ": ")
        .endsWith(
            "; promote another version, or replace it by a candidate that reaches the floor with --replace-damaged-champion");
    assertChampion(1);
  }

  @Slow
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aNightReplacesItIfThatIsAllowed(boolean isGone) throws IOException {
    damage(1, isGone);
    RetrainResult result = retrain(nightly().with(Option.REPLACE_DAMAGED_CHAMPION));
    assertThat(result.outcome()).isEqualTo(Decision.Outcome.PROMOTED);
    assertThat(store.told()).contains("new: nothing tells what the champion is made of");
    assertChampion(2);
    assertThat(promotion(result.run().value()).reason())
        .startsWith("replaces the damaged champion v000001: accuracy ");
    assertThat(retrain(nightly()).isKept()).as("the next night has no news").isFalse();
  }

  @Slow
  @Test
  void aCandidateThatWasKeptBesideTheWholeChampionReplacesTheDamagedOne() throws IOException {
    String[] equal = {"train.seed=2", "registry.margin=0"};
    assertThat(retrain(nightly(equal)).isKept()).isTrue();
    damage(1, false);
    RetrainResult result = retrain(nightly(equal).with(Option.REPLACE_DAMAGED_CHAMPION));
    assertThat(result.outcome()).isEqualTo(Decision.Outcome.PROMOTED);
    assertChampion(3);
  }

  @Slow
  @Test
  void aChampionWhoseRecipeThisBuildRefusesIsComparedWithACandidateOfAnotherRecipe()
      throws IOException {
    store.refuseEpochs("models/cifar-10/v000001/manifest.json");
    RetrainResult result = retrain(nightly("registry.floor=0.99"));
    assertThat(store.told())
        .anyMatch(
            line ->
                line.matches(
                    "new: this build refuses the recipe of v000001: .*train\\.epochs=\\[.*"));
    assertThat(result.outcome()).isEqualTo(Decision.Outcome.KEPT);
    assertThat(promotion(result.run().value()).championAccuracy()).as("compared").isPresent();
    assertThat(retrain(nightly("registry.floor=0.99"))).as("decided once").isEqualTo(result);
    assertThat(store.runs()).isEqualTo(List.of("first", result.run().value()));
  }
}
