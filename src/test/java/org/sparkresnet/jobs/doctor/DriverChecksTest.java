package org.sparkresnet.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.testing.UserErrors;

class DriverChecksTest {
  /** Two slots. */
  private final DriverChecks checks =
      new DriverChecks(new SparkConf(false).set("spark.master", "local[2]"));

  /** More than any machine has. */
  private static JobConfig huge(int workers) {
    return JobConfig.of(
        Map.of(
            "model.depth", "110",
            "train.global-batch-size", Integer.toString(10_000 * workers),
            "train.workers", Integer.toString(workers)));
  }

  @Test
  void aPlanIsRefusedWhereItsTrainingIs() {
    String message = "driver: too little memory for ResNet-110";
    UserErrors.assertRefused(ExitCode.USAGE, () -> checks.requireFit(huge(2))).contains(message);
    UserErrors.assertRefused(ExitCode.USAGE, () -> checks.requireFitToPlan(huge(2), false))
        .contains(message);
    UserErrors.assertRefused(ExitCode.USAGE, () -> checks.requireFitToPlan(huge(4), true))
        .as("the probe trains here")
        .contains(message);
  }

  @Test
  void aPlanForMoreSlotsThanThereAreIsNoMatterOfThisMachinesMemory() {
    assertThatCode(() -> checks.requireFitToPlan(huge(4), false)).doesNotThrowAnyException();
  }
}
