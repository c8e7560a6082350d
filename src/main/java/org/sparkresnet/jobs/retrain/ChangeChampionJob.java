package org.sparkresnet.jobs.retrain;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cli.RegistryOptions;
import org.sparkresnet.cli.VersionText;
import org.sparkresnet.config.Mlflow;
import org.sparkresnet.config.Settings;
import org.sparkresnet.jobs.Manifests;
import org.sparkresnet.jobs.RegistryLock;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.nn.LayerSet;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.PromotionRow;
import org.sparkresnet.tables.RunRow;
import org.sparkresnet.tables.TableWriter;

/**
 * A change of the champion by hand: first the alias, then its rows in the tables promotions and
 * runs. The same run id again changes nothing more and writes the rows again.
 */
public final class ChangeChampionJob {
  private final RegistryOptions options;
  private final String command;
  private final String reason;
  private final RunId run;
  private final PrintWriter out;

  /**
   * @param command promote or rollback
   * @param reason the user's words; null for none
   */
  public ChangeChampionJob(
      RegistryOptions options, String command, String reason, RunId run, PrintWriter out) {
    this.options = options;
    this.command = command;
    this.reason = reason == null ? "by hand" : "by hand: " + reason.strip();
    this.run = run;
    this.out = out;
  }

  /** Changes the champion in a registry whose lock is held. */
  @FunctionalInterface
  public interface Change {
    /** The champion after it. */
    Champion make(Registry registry);
  }

  public void run(Change change) {
    Settings settings = options.settings();
    Store store = options.store();
    Instant begin = Instant.now();
    try (SparkSession spark = SparkSessions.open("spark-resnet " + command + " " + run)) {
      store.requireWritable();
      Champion now =
          RegistryLock.withLock(
              store,
              settings,
              spark.sparkContext().applicationId(),
              out,
              registry -> {
                RunIds.requireOf(command, run, spark, store);
                Champion champion = change.make(registry);
                if (champion.decidedBy().equals(run)) {
                  record(spark, store, settings, registry, champion, begin);
                }
                report(registry, champion);
                RegistryLock.prune(registry, settings, out);
                return champion;
              });
      // After the lock: a server that hangs must not keep others from the registry.
      Mlflow.champion(Registry.open(store, settings.text("registry.model")), now, settings, out);
    }
  }

  /** A decision by hand on a version: accuracies as far as they are known, and no test. */
  public Decision decision(Decision.Outcome outcome, Registry registry, ModelVersion version) {
    return new Decision(
        outcome,
        reason,
        registry.manifest(version).testAccuracy(),
        registry
            .champion()
            .map(it -> registry.manifest(it.version()).testAccuracy())
            .orElse(OptionalDouble.empty()),
        Optional.empty());
  }

  public RunId runId() {
    return run;
  }

  private void record(
      SparkSession spark,
      Store store,
      Settings settings,
      Registry registry,
      Champion champion,
      Instant begin) {
    TableWriter tables = new TableWriter(spark, store);
    tables.replace(
        PromotionRow.TABLE,
        run,
        List.of(champion.decision().row(registry.name(), champion.version(), champion.since())));
    tables.replace(
        RunRow.TABLE,
        run,
        List.of(
            RunRow.finished(
                command,
                begin,
                Manifests.manifest(run, command, settings, LayerSet.STOCK, spark)
                    .withModelSha256(champion.sha256()),
                0)));
  }

  private void report(Registry registry, Champion champion) {
    boolean changed = champion.decidedBy().equals(run);
    out.println(
        "%s: %s %s the champion, run %s, accuracy %s%s"
            .formatted(
                registry.name(),
                champion.version(),
                changed ? "is" : "was already",
                champion.runId(),
                VersionText.accuracy(registry.manifest(champion.version()).testAccuracy()),
                changed
                    ? registry.champions().orElseThrow().latestFirst().stream()
                        .skip(1)
                        .findFirst()
                        .map(before -> "; before it was " + before.version())
                        .orElse("")
                    : ", since %s UTC by run %s"
                        .formatted(VersionText.minute(champion.since()), champion.decidedBy())));
  }
}
