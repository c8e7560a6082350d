package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.common.UserError;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.replica.LearningRate;
import org.sparkresnet.train.AveragingFrequency;
import org.sparkresnet.train.TrainConfig;

/** The recipes under conf mean what their comments say. */
class RecipesTest {
  private static final int IMAGES = 50_000;

  static Stream<Path> everyRecipeIsValid() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      return files
          .filter(file -> file.toString().endsWith(".conf"))
          .filter(file -> !file.endsWith("spark-defaults.conf") && !file.endsWith("secure.conf"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource
  void everyRecipeIsValid(Path file) {
    SettingsCheck.all(Settings.load(file, List.of("train.workers=2")));
  }

  @Test
  void whereResultsAreAveragedDoesNotBelongToACheckpoint() {
    Settings some = Settings.load(null, List.of("train.workers=2"));
    Settings other = Settings.load(null, List.of("train.workers=2", "train.collect-limit-mb=0"));
    TrainConfig config = Recipes.training(some, 2, IMAGES);
    assertThat(Recipes.determining(other, config, "1"))
        .isEqualTo(Recipes.determining(some, config, "1"));
  }

  @Test
  void averagingFollowsTheNumberOfWorkersUnlessItIsGiven() {
    Settings open = Settings.load(null, List.of());
    Settings given = Settings.load(null, List.of("train.averaging-frequency=7"));
    for (int workers : new int[] {1, 2, 4, 8, 100}) {
      int every = AveragingFrequency.defaultFor(workers);
      assertThat(Recipes.training(open, workers, IMAGES).plan().frequency())
          .isEqualTo(AveragingFrequency.every(every));
      assertThat(Recipes.settled(open, workers).values())
          .containsEntry("train.averaging-frequency", String.valueOf(every));
      assertThat(Recipes.training(given, workers, IMAGES).plan().frequency())
          .isEqualTo(AveragingFrequency.every(7));
    }
  }

  @Test
  void refusesANegativeCollectLimit() {
    Settings settings = Settings.load(null, List.of("train.collect-limit-mb=-1"));
    assertThatThrownBy(() -> SettingsCheck.all(settings))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.USAGE))
        .hasMessage("train.collect-limit-mb must be between 0 and 2147483647, cannot be: -1");
  }

  @Test
  void refusesToSelectAModelWithoutValidationImages() {
    assertThatThrownBy(
            () -> SettingsCheck.all(Settings.load(null, List.of("train.keep-best=true"))))
        .hasMessage(
            "train.keep-best needs dataset.validation-examples of at least 1, cannot be: 0");
    assertThatThrownBy(
            () ->
                SettingsCheck.all(
                    Settings.load(
                        null,
                        List.of(
                            "train.early-stopping.patience=2",
                            "dataset.validation-examples=5000",
                            "evaluate.every-epochs=0"))))
        .hasMessage(
            "train.early-stopping.patience needs evaluate.every-epochs of at least 1, cannot be: 0");
  }

  private static TrainConfig recipe(String name, int workers) {
    return Recipes.training(Settings.load(Path.of("conf", name), List.of()), workers, IMAGES);
  }

  @Test
  void thePapersRecipeRuns64000IterationsAtAGlobalBatchOf128WhateverTheWorkers() {
    for (int workers : new int[] {1, 2, 4, 8}) {
      TrainConfig config = recipe("resnet56.conf", workers);
      assertThat(config.plan().iterations()).isEqualTo(64_000);
      assertThat(config.plan().batchSize() * workers).isEqualTo(128);
      LearningRate rate = config.replica().optimizer().learningRate();
      assertThat(rate.at(0)).isEqualTo(0.1);
      assertThat(rate.at(32_000)).isEqualTo(0.1 * 0.1);
      assertThat(rate.at(48_000)).isEqualTo(0.1 * 0.1 * 0.1);
    }
  }

  @Test
  void the110LayersWarmUpAtATenthFor400Iterations() {
    LearningRate rate = recipe("resnet110.conf", 2).replica().optimizer().learningRate();
    assertThat(rate.at(399)).isEqualTo(0.1 * 0.1);
    assertThat(rate.at(400)).isEqualTo(0.1);
  }

  @Test
  void plainRecipesAreThePaperRecipeWithoutShortcuts() {
    assertThat(recipe("plain56.conf", 2).replica().network())
        .isEqualTo(new NetworkConfig(56, false));
  }
}
