package org.sparkresnet.config;

import java.io.PrintWriter;
import java.time.Duration;
import org.sparkresnet.mlflow.ChampionModel;
import org.sparkresnet.mlflow.MlflowSettings;
import org.sparkresnet.mlflow.MlflowSink;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Registry;

/** The keys results.mlflow.*: what they mean, and who is told of a new champion. */
public final class Mlflow {
  private Mlflow() {}

  /**
   * What the keys say.
   *
   * @throws org.sparkresnet.common.UserError of kind USAGE if one is refused
   */
  public static MlflowSettings settings(Settings settings) {
    return new MlflowSettings(
        settings.text("results.mlflow.uri"),
        settings.text("results.mlflow.experiment"),
        Duration.ofSeconds(settings.longInteger("results.mlflow.timeout-seconds")));
  }

  /** The server that the keys name, if any; what goes wrong with it is one line on the output. */
  public static MlflowSink sink(Settings settings, PrintWriter out) {
    return new MlflowSink(
        settings(settings), System.getenv(), warning -> out.println("warning: " + warning));
  }

  /**
   * Tells the server which version is the champion now. To be called by every command that changes
   * the champion, after the change, the same change done again included: the server may have missed
   * it the first time. Never fails.
   */
  public static void champion(
      Registry registry, Champion champion, Settings settings, PrintWriter out) {
    sink(settings, out)
        .champion(
            new ChampionModel(
                registry.name(),
                champion.version().toString(),
                registry.model(champion.version()),
                champion.sha256(),
                champion.runId(),
                champion.decision().reason()));
  }
}
