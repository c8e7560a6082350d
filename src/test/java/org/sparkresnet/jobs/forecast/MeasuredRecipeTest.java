package org.sparkresnet.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.Likeness;

/** The accuracies stand in the guide, and are those of the files that they name. */
class MeasuredRecipeTest {
  static List<MeasuredRecipe> recipes() {
    return MeasuredRecipe.ALL;
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void theKeysAreThoseOfTheFile(MeasuredRecipe recipe) {
    Path file = Path.of(recipe.source().replaceAll(",.*", ""));
    JobConfig config = JobConfig.load(file, List.of());
    assertThat(recipe.recipe()).isEqualTo(Likeness.of(config.values()).recipe());
    int workers = recipe.workers();
    assertThat(workers * config.train().plan(workers, 50_000).batchSize())
        .as("images a step")
        .isEqualTo(recipe.imagesAStep());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void theReadmeHasTheAccuracy(MeasuredRecipe recipe) throws IOException {
    String file = recipe.source().replaceAll(",.*", "");
    assertThat(Files.readString(Path.of("README.md")).lines())
        .anyMatch(
            line ->
                line.contains("`" + file + "`")
                    && line.contains(HumanText.percent(recipe.accuracy())));
  }
}
