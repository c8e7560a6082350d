package org.sparkresnet.jobs.retrain;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.sparkresnet.common.MaybeDamaged;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.MlflowReporting;
import org.sparkresnet.jobs.PromotionRecorder;
import org.sparkresnet.jobs.RegistryLock;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.ModelReference;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.RegistryWriter;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.RunCommand;

/**
 * Changes the champion by hand: first the alias, then its rows in the tables promotions and runs.
 * The same run id again changes nothing more and writes the rows again. Driver only.
 */
public final class ChangeChampionJob {
  private final JobContext context;

  /** Job on a context, which stays open. */
  public ChangeChampionJob(JobContext context) {
    this.context = context;
  }

  /**
   * Makes a version the champion, without asking the promotion policy.
   *
   * @param version v000007, v7 or 7
   * @throws org.sparkresnet.common.UserError of code USAGE if there is no such version
   */
  public ChangeResult promote(ChangeRequest request, String version) throws IOException {
    return change(
        request,
        RunCommand.PROMOTE,
        writer -> {
          ModelVersion candidate = ModelReference.find(writer.registry(), version);
          return writer.promote(
              candidate,
              decision(request, Decision.Outcome.PROMOTED, writer.registry(), candidate),
              request.run());
        });
  }

  /**
   * Makes the champion before the current one the champion again.
   *
   * @throws org.sparkresnet.common.UserError of code USAGE if there is none
   */
  public ChangeResult rollback(ChangeRequest request) throws IOException {
    return change(
        request,
        RunCommand.ROLLBACK,
        writer -> {
          LoadedChampion.requireNoneGone(context, writer.registry());
          return writer
              .registry()
              .carriedOut(request.run())
              .orElseGet(
                  () ->
                      writer.rollback(
                          decision(
                              request,
                              Decision.Outcome.ROLLED_BACK,
                              writer.registry(),
                              writer.registry().previous().version()),
                          request.run()));
        });
  }

  private ChangeResult change(
      ChangeRequest request, RunCommand command, Function<RegistryWriter, Champion> change)
      throws IOException {
    JobConfig config = request.config();
    context.locks(config).requireWritable();
    ChangeResult result;
    try (LockedStore locked = RegistryLock.acquire(context.locks(config), config)) {
      result =
          RunScope.under(
              locked,
              context,
              config,
              RunLabel.of(command),
              request.run(),
              scope -> change(request, scope, change));
    }
    // After the lock: a server that hangs must not keep others from the registry.
    MlflowReporting.champion(
        Registry.open(context.store(), config.registry().model()),
        result.champion(),
        config,
        context.listener());
    return result;
  }

  private ChangeResult change(
      ChangeRequest request, RunScope scope, Function<RegistryWriter, Champion> change) {
    JobConfig config = request.config();
    RegistryWriter writer = RegistryWriter.open(scope.writer(), config.registry().model());
    Registry registry = writer.registry();
    Champion made = change.apply(writer);
    if (made.decidedBy().equals(request.run())) {
      scope.keepRow(); // the champion is changed, whatever fails from here on
      new PromotionRecorder(context.spark(), scope.writer()).write(registry, made);
      scope.describe(scope.manifest().withModelSha256(made.sha256()));
      scope.finish();
    }
    RegistryLock.prune(writer, config, context.listener());
    // A repeated change may have been overtaken by another.
    Champion champion = registry.champion().orElseThrow();
    boolean changed = champion.decidedBy().equals(request.run());
    return new ChangeResult(
        registry.name(),
        champion,
        changed,
        accuracy(registry, champion),
        changed
            ? registry.champions().orElseThrow().latestFirst().stream()
                .skip(1)
                .findFirst()
                .map(Champion::version)
            : Optional.empty());
  }

  /** Decision by hand on a version: accuracies as far as they are known, and no test. */
  private Decision decision(
      ChangeRequest request, Decision.Outcome outcome, Registry registry, ModelVersion version) {
    return new Decision(
        outcome,
        request.fullReason(),
        registry.manifest(version).testAccuracy(),
        registry.champion().map(it -> accuracy(registry, it)).orElse(OptionalDouble.empty()),
        Optional.empty());
  }

  /**
   * Accuracy of a champion; not known of one that is damaged, which may be replaced all the same.
   */
  private OptionalDouble accuracy(Registry registry, Champion champion) {
    return MaybeDamaged.of(() -> registry.manifest(champion.version()))
        .orTell(damage -> context.listener().warning("the champion is damaged: " + damage))
        .map(VersionManifest::testAccuracy)
        .orElse(OptionalDouble.empty());
  }
}
