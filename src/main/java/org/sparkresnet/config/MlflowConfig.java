package org.sparkresnet.config;

import java.time.Duration;
import org.sparkresnet.mlflow.MlflowSettings;

/** Reader of the keys results.mlflow.*. */
final class MlflowConfig {
  private MlflowConfig() {}

  static MlflowSettings of(Settings settings) {
    return new MlflowSettings(
        settings.text("results.mlflow.uri"),
        settings.text("results.mlflow.experiment"),
        Duration.ofSeconds(settings.longInteger("results.mlflow.timeout-seconds")));
  }
}
