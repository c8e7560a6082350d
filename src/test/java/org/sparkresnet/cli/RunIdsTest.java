package org.sparkresnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunIdsTest {
  @Test
  void aRunIsNamedByRecipeAndTimeUnlessTheUserNamesIt() {
    assertThat(RunIds.orNew("mine", "quick").value()).isEqualTo("mine");
    assertThat(RunIds.orNew(null, "my recipe").value()).matches("my-recipe-\\d{8}-\\d{6}");
  }

  @Test
  void theSecondAttemptOfAYarnApplicationIsTheSameRun() {
    System.setProperty("spark.yarn.app.id", "application_1795521747486_0004");
    try {
      assertThat(RunIds.orNew(null, "quick").value())
          .isEqualTo("quick-application_1795521747486_0004");
    } finally {
      System.clearProperty("spark.yarn.app.id");
    }
  }
}
