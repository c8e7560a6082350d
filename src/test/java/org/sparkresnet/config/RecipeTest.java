package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.StemWhitening;
import org.sparkresnet.testing.UserErrors;

class RecipeTest {
  private static Recipe candidate(String key, String value) {
    return JobConfig.of(Map.of(key, value)).candidateRecipe();
  }

  private static final Recipe DEFAULT = JobConfig.defaults().candidateRecipe();

  @Test
  void whereResultsAreAveragedDoesNotBelongToACheckpoint() {
    JobConfig some = JobConfig.of(Map.of("train.workers", "2"));
    JobConfig other = JobConfig.of(Map.of("train.workers", "2", "train.collect-limit-mb", "0"));
    TrainConfig config = some.trainConfig(2, 50_000);
    assertThat(other.recipe().resultKeys(config, "1"))
        .isEqualTo(some.recipe().resultKeys(config, "1"));
  }

  /** Checkpoints of versions without the key go on. */
  @Test
  void portableKernelsBelongToTheRecipeAndToACheckpointThatHasThem() {
    JobConfig usual = JobConfig.of(Map.of("model.layers", "stock"));
    assertThat(usual.recipe().resultKeys(usual.trainConfig(2, 50_000), "1"))
        .doesNotContainKey("train.portable");
    TrainConfig config = usual.trainConfig(2, 50_000);
    TrainConfig portable =
        new TrainConfig(
            config.plan(),
            config.replica().portable(true),
            config.augmentation(),
            config.labelSmoothing(),
            config.averageMomentum(),
            config.outer(),
            config.emaDecay(),
            config.selection());
    Recipe recipe = candidate("train.portable", "true");
    assertThat(recipe.resultKeys(portable, "1")).containsEntry("train.portable", "true");
    assertThat(recipe.changesFrom(DEFAULT)).containsExactly("train.portable false -> true");
  }

  @Test
  void resultKeysHaveTheNumberOfWorkersAndTheLayersThatAreUsed() {
    JobConfig config = JobConfig.of(Map.of("model.layers", "stock"));
    assertThat(config.recipe().resultKeys(config.trainConfig(3, 50_000), "2"))
        .containsEntry("train.workers", "3")
        .containsEntry("model.layers", "STOCK")
        .containsEntry("spark.task.cpus", "2")
        .doesNotContainKeys("data.path", "retrain.start", "evaluate.every-epochs");
  }

  @Test
  void evaluationsBelongToTheRecipeWhenTheySelectTheModel() {
    JobConfig config =
        JobConfig.of(Map.of("train.keep-best", "true", "dataset.validation-examples", "5000"));
    assertThat(config.recipe().keys()).containsEntry("evaluate.every-epochs", "1");
    assertThat(DEFAULT.keys()).doesNotContainKey("evaluate.every-epochs");
  }

  /** The evaluations decide which model comes out, or what its logits are divided by. */
  @ParameterizedTest
  @CsvSource({
    "train.keep-best, true",
    "train.early-stopping.patience, 2",
    "evaluate.temperature, fitted"
  })
  void theirPrecisionBelongsToACheckpointWhereEvaluationsMakeTheModel(String key, String value) {
    SortedMap<String, String> alike = evaluatedIn("train", key, value);
    assertThat(evaluatedIn("float32", key, value)).as("that of the training").isEqualTo(alike);
    assertThat(evaluatedIn("bf16", key, value)).isNotEqualTo(alike);
    SortedMap<String, String> earlier = new TreeMap<>(alike);
    earlier.remove("evaluate.precision");
    assertThat(Recipe.canonical(earlier)).as("of a version without it").isEqualTo(alike);
    assertThat(evaluatedIn("bf16", "evaluate.test-time-flips", "true"))
        .as("where only the scores depend on it")
        .isEqualTo(evaluatedIn("train", "evaluate.test-time-flips", "true"));
  }

  private static SortedMap<String, String> evaluatedIn(String precision, String key, String value) {
    JobConfig config =
        JobConfig.of(
            Map.of(
                "dataset.validation-examples",
                "5000",
                "train.precision",
                "float32",
                "evaluate.precision",
                precision,
                key,
                value));
    return Recipe.canonical(config.recipe().resultKeys(config.trainConfig(2, 45_000), "1"));
  }

  @Test
  void recomputedStatisticsBelongToTheRecipe() {
    String key = "evaluate.recompute-statistics";
    assertThat(candidate(key, "2000").changesFrom(DEFAULT)).containsExactly(key + " none -> 2000");
    assertThat(DEFAULT.keys()).doesNotContainKey(key);
  }

  /** So a run does not go on with another value, and keys of earlier versions are as if off. */
  @ParameterizedTest
  @CsvSource({
    "dataset.crop, [], '[{from-epoch=0, size=24}]'",
    "train.whiten-stem, false, true",
    "train.optimizer, sgd, muon",
  })
  void techniquesBelongToTheRecipe(String key, String off, String on) {
    assertThat(candidate(key, on).changesFrom(DEFAULT))
        .containsExactly("%s %s -> %s".formatted(key, off, on));
    JobConfig config = JobConfig.of(Map.of(key, on, "model.layers", "stock"));
    assertThat(config.recipe().resultKeys(config.trainConfig(2, 50_000), "1"))
        .containsEntry(key, on);
  }

  @ParameterizedTest
  @CsvSource({
    "dataset.padding-mode, mean, reflect",
    "train.one-cycle.shape, linear, rex",
    "train.shift-rate, 1.0, 16.0",
  })
  void aKeyThatIsGoneIsMissedOnlyWhereItChangedSomething(String key, String none, String some) {
    SortedMap<String, String> keys = new TreeMap<>(DEFAULT.keys());
    SortedMap<String, String> now = Recipe.canonical(keys);
    keys.put(key, none);
    assertThat(Recipe.canonical(keys)).isEqualTo(now);
    assertThat(DEFAULT.changesFrom(new Recipe(keys))).isEmpty();
    keys.put(key, some);
    assertThat(DEFAULT.changesFrom(new Recipe(keys)))
        .containsExactly("%s %s -> none".formatted(key, some));
    assertThat(Recipe.canonical(keys)).isNotEqualTo(now).containsKey(key);
  }

  @Test
  void muonsValuesBelongToTheRecipeWhereMuonTrains() {
    Recipe muon = candidate("train.optimizer", "muon");
    SortedMap<String, String> other = new TreeMap<>(muon.keys());
    other.put("train.muon.rate", "0.1");
    assertThat(muon.changesFrom(new Recipe(other))).containsExactly("train.muon.rate 0.1 -> 0.06");
    assertThat(Recipe.canonical(other)).isNotEqualTo(Recipe.canonical(muon.keys()));
    other.putAll(Map.of("train.optimizer", "sgd", "train.muon.momentum", "0.6"));
    assertThat(DEFAULT.changesFrom(new Recipe(other))).as("defaults of builds before").isEmpty();
    assertThat(Recipe.canonical(other)).isEqualTo(Recipe.canonical(DEFAULT.keys()));
  }

  @Test
  void aRunWithAKeyThatIsGoneIsNotTrainedAgainWithoutIt() {
    SortedMap<String, String> values = new TreeMap<>(JobConfig.defaults().values());
    values.put("train.precision", "float32");
    values.put("train.shift-rate", "1.0");
    assertThat(JobConfig.again(values, "run a", 2, List.of(), List.of()).values())
        .doesNotContainKey("train.shift-rate");
    values.put("train.shift-rate", "16.0");
    assertThat(DEFAULT.changesFrom(JobConfig.stored(values, "run a").candidateRecipe()))
        .contains("train.shift-rate 16.0 -> none");
    UserErrors.assertRefused(
            ExitCode.USAGE, () -> JobConfig.again(values, "run a", 2, List.of(), List.of()))
        .isEqualTo(
            "run a: train.shift-rate was 16.0, and is no key of this version: the version of the run trains it again");
  }

  @Test
  void aCheckpointBelongsToTheWhiteningOfItsImages() {
    JobConfig config = JobConfig.of(Map.of("train.whiten-stem", "true", "model.layers", "stock"));
    TrainConfig asked = config.trainConfig(2, 50_000);
    StemWhitening whitening = new StemWhitening(Collections.nCopies(27 * 27, 1.0));
    TrainConfig found = asked.with(asked.replica().with(whitening));
    assertThat(config.recipe().resultKeys(found, "1"))
        .containsEntry("train.whiten-stem", "true, SHA-256 " + whitening.sha256());
  }

  @Test
  void changesAreNamedByKeyWithBothValues() {
    assertThat(candidate("train.seed", "2").changesFrom(DEFAULT))
        .containsExactly("train.seed 1 -> 2");
    assertThat(candidate("retrain.start", "champion").changesFrom(DEFAULT))
        .containsExactly("retrain.start fresh -> champion");
    assertThat(candidate("registry.floor", "0.9").changesFrom(DEFAULT)).isEmpty();
  }

  @Test
  void anAveragingFrequencyThatIsLeftOpenIsNoChange() {
    JobConfig open = JobConfig.of(Map.of("train.precision", "float32"));
    JobConfig named =
        JobConfig.of(Map.of("train.averaging-frequency", "auto", "train.precision", "float32"));
    JobConfig resolved = open.resolved(2, 50_000);
    for (JobConfig now : List.of(open, named)) {
      for (JobConfig before : List.of(open, named, resolved)) {
        assertThat(now.candidateRecipe().changesFrom(before.candidateRecipe())).isEmpty();
      }
    }
    assertThat(resolved.candidateRecipe().changesFrom(open.candidateRecipe()))
        .containsExactly(
            "train.averaging-frequency 0 -> "
                + resolved.values().get(PlanConfig.AVERAGING_FREQUENCY));
    assertThat(
            JobConfig.of(Map.of("train.averaging-frequency", "3", "train.precision", "float32"))
                .candidateRecipe()
                .changesFrom(resolved.candidateRecipe()))
        .containsExactly(
            "train.averaging-frequency %s -> 3"
                .formatted(resolved.values().get(PlanConfig.AVERAGING_FREQUENCY)));
  }
}
