package org.sparkresnet.config;

import java.time.Duration;
import org.sparkresnet.mlflow.MlflowSettings;

/** Reader of the keys results.mlflow.*. */
final class MlflowConfig {
  static final String URI = "results.mlflow.uri";

  private MlflowConfig() {}

  static MlflowSettings of(Settings settings) {
    return new MlflowSettings(
        settings.text(URI),
        settings.text("results.mlflow.experiment"),
        Duration.ofSeconds(settings.longInteger("results.mlflow.timeout-seconds")));
  }
}
