package org.sparkresnet.jobs;

import org.sparkresnet.config.JobConfig;
import org.sparkresnet.mlflow.ChampionModel;
import org.sparkresnet.mlflow.MlflowSink;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Registry;

/** Reports to the MLflow server that the configuration names, if any; failures are warnings. */
public final class MlflowReporting {
  private MlflowReporting() {}

  /** Sink of runs and champions. */
  public static MlflowSink sink(JobConfig config, JobListener listener) {
    return new MlflowSink(config.mlflow(), System.getenv(), listener::warning);
  }

  /**
   * Tells the server which version is the champion now. To be called by every job that changes the
   * champion, after the change, the same change done again included: the server may have missed it
   * the first time. Never fails.
   */
  public static void champion(
      Registry registry, Champion champion, JobConfig config, JobListener listener) {
    sink(config, listener)
        .registerChampion(
            new ChampionModel(
                registry.name(),
                champion.version().toString(),
                registry.model(champion.version()),
                champion.sha256(),
                champion.runId(),
                champion.decision().reason()));
  }
}
