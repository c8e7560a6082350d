package org.sparkresnet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.plan.TrainConfig;
import org.sparkresnet.replica.LearningRate;

/** The recipes under conf mean what their comments say. */
class RecipeFilesTest {
  private static final int IMAGES = 50_000;

  static Stream<Path> everyRecipeIsValid() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("conf"))) {
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
    JobConfig config = JobConfig.load(file, List.of("train.workers=2"));
    assertThat(config.trainConfig(2, IMAGES).plan().workers()).isEqualTo(2);
  }

  @Test
  void everyRunOfASweepIsValidAndHasANameOfItsOwn() throws IOException {
    List<String> runs = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("conf", "sweeps"))) {
      for (Path file : files.filter(it -> it.toString().endsWith(".sweep")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          List<String> words = List.of(line.split(" +"));
          if (!line.startsWith("#")) {
            runs.add(words.get(0));
            List<String> settings = words.subList(2, words.size());
            JobConfig config = JobConfig.load(Path.of(words.get(1)), settings);
            assertThat(config.train().plan().workers(() -> 0)).as(line).isPositive();
          }
        }
      }
    }
    assertThat(runs).hasSizeGreaterThan(100).doesNotHaveDuplicates();
  }

  private static TrainConfig recipe(String name, int workers) {
    return JobConfig.load(Path.of("conf", name), List.of()).trainConfig(workers, IMAGES);
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
  void theRecipesOfTheTableShareAllButTheNetworkAndThePlainOnesHaveSgd() {
    TrainConfig residual20 = recipe("resnet20-best.conf", 2);
    assertThat(residual20.plan().epochs()).isEqualTo(40);
    assertThat(residual20.plan().batchSize()).isEqualTo(64);
    assertThat(residual20.replica().optimizer().muon().isUsed()).isTrue();
    for (int depth : new int[] {56, 110}) {
      TrainConfig deeper = recipe("resnet%d-best.conf".formatted(depth), 2);
      assertThat(deeper.replica().network()).isEqualTo(new NetworkConfig(depth, true));
      assertThat(deeper.replica().optimizer()).isEqualTo(residual20.replica().optimizer());
      assertThat(deeper.plan()).isEqualTo(residual20.plan());
    }
    TrainConfig plain20 = recipe("plain20-best.conf", 2);
    TrainConfig plain56 = recipe("plain56-best.conf", 2);
    assertThat(plain20.replica().network()).isEqualTo(new NetworkConfig(20, false));
    assertThat(plain56.replica().network()).isEqualTo(new NetworkConfig(56, false));
    assertThat(plain20.replica().optimizer().muon().isUsed()).isFalse();
    assertThat(highestRate(plain20)).isEqualTo(0.1);
    assertThat(plain56.replica().optimizer()).isEqualTo(plain20.replica().optimizer());
    assertThat(plain56.plan()).isEqualTo(plain20.plan());
  }

  private static double highestRate(TrainConfig config) {
    LearningRate rate = config.replica().optimizer().learningRate();
    return LongStream.range(0, config.plan().iterations())
        .mapToDouble(rate::at)
        .max()
        .orElseThrow();
  }

  @Test
  void plainRecipesAreThePaperRecipeWithoutShortcuts() {
    assertThat(recipe("plain56.conf", 2).replica().network())
        .isEqualTo(new NetworkConfig(56, false));
  }
}
