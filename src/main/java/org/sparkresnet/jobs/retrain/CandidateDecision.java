package org.sparkresnet.jobs.retrain;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.MlflowReporting;
import org.sparkresnet.jobs.PromotionRecorder;
import org.sparkresnet.jobs.RegistryLock;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.RegistryWriter;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Summary;

/**
 * Registers the model of a run, promotes it or keeps the champion. The order makes a kill harmless:
 * the version with the decision in its manifest appears first, in one rename; then the alias is
 * replaced; then the row is written. Whoever finds the version of a run goes on from there and
 * decides nothing anew. Driver only.
 */
final class CandidateDecision {
  private final JobContext context;
  private final JobConfig config;
  private final PromotionRecorder promotions;
  private final Registry registry;
  private final RunId run;
  private final Runnable carriedOut;

  /**
   * Decision on a candidate.
   *
   * @param champion version that the candidate was compared with; empty if there was none
   */
  record Verdict(Optional<ModelVersion> champion, Decision decision) {}

  /**
   * @param carriedOut is called when the decision stands, whatever fails from then on
   */
  CandidateDecision(
      JobContext context,
      JobConfig config,
      PromotionRecorder promotions,
      RunId run,
      Runnable carriedOut) {
    this.context = context;
    this.config = config;
    this.promotions = promotions;
    this.registry = Registry.open(context.store(), config.registry().model());
    this.run = run;
    this.carriedOut = carriedOut;
  }

  /** Goes on where the run's model is a version already; empty if it is none. */
  Optional<Decision.Outcome> applyRegistered() {
    return registered(registry).isEmpty()
        ? Optional.empty()
        : Optional.of(
            withLock(
                locked -> {
                  VersionManifest version = registered(locked.registry()).orElseThrow();
                  return apply(
                      locked,
                      version,
                      locked.registry().standing(version).or(version::decision).orElseThrow());
                }));
  }

  private Optional<VersionManifest> registered(Registry in) {
    return in.versions().stream()
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
          withLock(
              locked ->
                  locked.registry().champion().map(Champion::version).equals(decided.champion())
                      ? Optional.of(
                          apply(
                              locked,
                              locked.register(
                                  run,
                                  VersionManifest.metricsOf(summary),
                                  Optional.of(decided.decision())),
                              decided.decision()))
                      : Optional.empty());
      if (outcome.isPresent()) {
        return outcome.get();
      }
      context.listener().note("the champion has changed: comparing with the new one");
    }
  }

  /** Decides and changes nothing. */
  Decision.Outcome decideOnly(Supplier<Verdict> verdict) {
    Decision decision = verdict.get().decision();
    say("dry run, would be " + decision.outcome(), decision);
    return decision.outcome();
  }

  private <T> T withLock(Function<RegistryWriter, T> change) {
    T result =
        RegistryLock.withLock(
            context.locks(config),
            config,
            locked -> {
              promotions.requireHeld(); // the decision was taken under that lock
              return change.apply(locked);
            });
    // Not under the lock, which others would wait for.
    registry
        .champion()
        .filter(champion -> champion.decidedBy().equals(run))
        .ifPresent(
            champion -> MlflowReporting.champion(registry, champion, config, context.listener()));
    return result;
  }

  private Decision.Outcome apply(
      RegistryWriter locked, VersionManifest version, Decision decision) {
    if (decision.outcome() == Decision.Outcome.PROMOTED) {
      Champion made = locked.promote(version.version(), decision, run);
      carriedOut.run();
      promotions.write(registry, made);
    } else {
      promotions.write(run, version, decision);
      carriedOut.run();
    }
    say(version.version() + " " + decision.outcome(), decision);
    RegistryLock.prune(locked, config, context.listener());
    return decision.outcome();
  }

  private void say(String what, Decision decision) {
    context.listener().note("");
    context.listener().note("%s %s: %s".formatted(registry.name(), what, decision.reason()));
  }
}
