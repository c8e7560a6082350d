package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.results.RunId;
import org.sparkresnet.results.Store;
import org.sparkresnet.results.Summary;

/**
 * What becomes of the model of a run. The order is what makes a kill harmless: the version with the
 * decision in its manifest appears first, in one rename; then the alias is replaced; then the row
 * is written. Whoever finds the version of a run goes on from there and decides nothing anew.
 */
final class Candidacy {
  private final SparkSession spark;
  private final Store store;
  private final Settings settings;
  private final PromotionRecords promotions;
  private final String model;
  private final RunId run;
  private final PrintWriter out;

  /**
   * A decision.
   *
   * @param champion that the candidate was compared with; empty if there was none
   */
  record Verdict(Optional<ModelVersion> champion, Decision decision) {}

  Candidacy(
      SparkSession spark,
      Store store,
      Settings settings,
      PromotionRecords promotions,
      RunId run,
      PrintWriter out) {
    this.spark = spark;
    this.store = store;
    this.settings = settings;
    this.promotions = promotions;
    this.model = settings.text("registry.model");
    this.run = run;
    this.out = out;
  }

  /** Goes on where the run's model is a version already; empty if it is none. */
  Optional<Decision.Outcome> carryOutRegistered() {
    return registered(Registry.open(store, model)).isEmpty()
        ? Optional.empty()
        : Optional.of(
            withRegistry(
                registry -> {
                  VersionManifest version = registered(registry).orElseThrow();
                  return carryOut(registry, version, stillTrue(registry, version));
                }));
  }

  private Optional<VersionManifest> registered(Registry registry) {
    return registry.versions().stream()
        .filter(version -> version.run().runId().equals(run) && version.decision().isPresent())
        .findFirst();
  }

  /**
   * Decides and carries it out.
   *
   * @param verdict compares with the champion of the moment; asked again if that changed meanwhile
   */
  Decision.Outcome decide(Summary summary, Supplier<Verdict> verdict) {
    while (true) {
      Verdict decided = verdict.get();
      Optional<Decision.Outcome> outcome =
          withRegistry(
              registry ->
                  registry.champion().map(Champion::version).equals(decided.champion())
                      ? Optional.of(
                          carryOut(
                              registry,
                              registry.register(
                                  run, metrics(summary), Optional.of(decided.decision())),
                              decided.decision()))
                      : Optional.empty());
      if (outcome.isPresent()) {
        return outcome.get();
      }
      out.println("the champion has changed: comparing with the new one");
    }
  }

  private static SortedMap<String, Double> metrics(Summary summary) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    summary.testAccuracy().ifPresent(it -> metrics.put(VersionManifest.TEST_ACCURACY, it));
    summary.testLoss().ifPresent(it -> metrics.put("test_loss", it));
    return metrics;
  }

  /** Decides and changes nothing. */
  Decision.Outcome decideOnly(Supplier<Verdict> verdict) {
    Decision decision = verdict.get().decision();
    say("dry run, would be " + decision.outcome(), decision);
    return decision.outcome();
  }

  private <T> T withRegistry(Function<Registry, T> change) {
    AtomicReference<T> result = new AtomicReference<>();
    RegistryLock.withLock(
        store,
        settings,
        spark.sparkContext().applicationId(),
        out,
        registry -> result.set(change.apply(registry)));
    tellMlflow(); // not under the lock, which others would wait for
    return result.get();
  }

  private void tellMlflow() {
    Registry registry = Registry.open(store, model);
    registry
        .champion()
        .filter(champion -> champion.decidedBy().equals(run))
        .ifPresent(champion -> Mlflow.champion(registry, champion, settings, out));
  }

  private Decision.Outcome carryOut(Registry registry, VersionManifest version, Decision decision) {
    if (decision.outcome() == Decision.Outcome.PROMOTED) {
      promotions.write(registry, registry.promote(version.version(), decision, run));
    } else {
      promotions.write(run, version, decision);
    }
    say(version.version() + " " + decision.outcome(), decision);
    RegistryLock.prune(registry, settings, out);
    return decision.outcome();
  }

  /** A promotion that a killed job left open is off if somebody changed the champion since. */
  private Decision stillTrue(Registry registry, VersionManifest version) {
    Decision decision = version.decision().orElseThrow();
    Optional<Champion> since =
        registry.champion().filter(it -> it.since().isAfter(version.registeredAt()));
    if (decision.outcome() != Decision.Outcome.PROMOTED
        || registry.carriedOut(run).isPresent()
        || since.isEmpty()) {
      return decision;
    }
    return new Decision(
        Decision.Outcome.KEPT,
        "%s became the champion by run %s after this was decided: PROMOTED, %s"
            .formatted(since.get().version(), since.get().decidedBy(), decision.reason()),
        decision.candidateAccuracy(),
        decision.championAccuracy(),
        decision.test());
  }

  private void say(String what, Decision decision) {
    out.println("%n%s %s: %s".formatted(model, what, decision.reason()));
  }
}
