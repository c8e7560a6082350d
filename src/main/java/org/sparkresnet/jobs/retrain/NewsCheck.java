package org.sparkresnet.jobs.retrain;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.MlflowReporting;
import org.sparkresnet.jobs.PromotionRecorder;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.TestLedger;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;

/**
 * Finds out whether there is anything to train, and names the run. Driver only.
 *
 * @param ledger of the looks at test images; empty where the policy does not count them
 */
record NewsCheck(
    JobContext context,
    RetrainRequest request,
    Registry registry,
    PromotionRecorder promotions,
    Optional<TestLedger> ledger) {

  Preparation of(RunScope scope, CifarImages images, int workers) {
    registry.requireClassesOfChampion("the data", images.classes());
    TrainingInputs inputs =
        TrainingInputs.of(
            request.config(),
            request
                .config()
                .trainConfig(workers, images.trainingExamples(), images.classes().size()),
            context.coresOfATask(),
            images.sha256());
    Optional<LoadedChampion> champion = LoadedChampion.of(context, request.config(), registry);
    RunId moment = scope.run();
    RunId run = runId(inputs, champion.map(LoadedChampion::identity));
    scope.rename(run);
    champion
        .flatMap(LoadedChampion::damage)
        .ifPresent(damage -> requireReplaceable(request, damage, context.listener()));
    boolean isNew = tell(inputs, champion);
    if (!isNew
        && !request.has(RetrainRequest.Option.FORCE)
        && champion.orElseThrow().damage().isEmpty()) {
      scope.rename(moment); // the derived name belongs to the run that trained the champion
      return Preparation.ended(
          images, nothingNew(scope, champion.orElseThrow().manifest().orElseThrow()));
    }
    Optional<VersionManifest> equal = keptBefore(inputs, champion);
    RunId same = equal.map(version -> version.run().runId()).orElse(run);
    Optional<PromotionRecorder.Decided> decided =
        promotions.decided(registry, same).or(() -> equal.map(NewsCheck::decided));
    if (decided.isPresent()) {
      return Preparation.ended(images, decidedBefore(same, inputs, decided.get()));
    }
    return new Preparation(
        run,
        images,
        workers,
        Optional.of(new Candidates(request, images, ledger).after(run, champion)),
        Optional.empty());
  }

  /**
   * The given name, or the derived one; with --force the first of its kind that is undecided. A
   * derived name that an earlier version of this program gave to other inputs is passed over.
   */
  private RunId runId(TrainingInputs inputs, Optional<String> champion) {
    RunId first = request.run().orElseGet(() -> inputs.runId(registry.name(), champion));
    RunId free = first;
    for (int i = 2; isTaken(free, inputs); i++) {
      free = new RunId(first + "-" + i);
    }
    return free;
  }

  private boolean isTaken(RunId run, TrainingInputs inputs) {
    return promotions.decided(registry, run).isPresent()
        && (request.has(RetrainRequest.Option.FORCE)
            || (request.run().isEmpty() && !changes(run, inputs).isEmpty()));
  }

  private List<String> changes(RunId run, TrainingInputs inputs) {
    return Manifest.undamaged(context.store(), run).map(inputs::against).orElse(List.of());
  }

  /**
   * The newest candidate of this recipe and these data that was kept from becoming this champion: a
   * machine with other cores, or another version of this program, names its run otherwise and need
   * not decide again.
   */
  private Optional<VersionManifest> keptBefore(
      TrainingInputs inputs, Optional<LoadedChampion> champion) {
    if (request.run().isPresent()
        || request.has(RetrainRequest.Option.FORCE)
        || champion.flatMap(LoadedChampion::damage).isPresent()) {
      return Optional.empty();
    }
    Optional<Instant> since = registry.champion().map(Champion::since);
    return registry.versions().stream()
        .filter(version -> since.map(version.registeredAt()::isAfter).orElse(true))
        .filter(
            version ->
                version
                    .decision()
                    .filter(decision -> decision.outcome() == Decision.Outcome.KEPT)
                    .isPresent())
        .filter(version -> inputs.against(version).isEmpty())
        .max(Comparator.comparing(VersionManifest::registeredAt));
  }

  private static PromotionRecorder.Decided decided(VersionManifest version) {
    Decision decision = version.decision().orElseThrow();
    return new PromotionRecorder.Decided(
        version.version().toString(), decision.outcome(), decision.reason());
  }

  /** Refuses a damaged champion, unless the request allows its replacement. */
  static void requireReplaceable(RetrainRequest request, UserError damage, JobListener listener) {
    if (!request.has(RetrainRequest.Option.REPLACE_DAMAGED_CHAMPION)) {
      throw UserError.data(
          "the champion cannot be compared with: %s; promote another version, or replace it by a candidate that reaches the floor with --replace-damaged-champion"
              .formatted(damage.getMessage()),
          damage);
    }
    listener.warning("the champion is damaged: " + damage.getMessage());
  }

  /** Tells the champion and what is new; returns whether anything is. */
  private boolean tell(TrainingInputs inputs, Optional<LoadedChampion> champion) {
    if (champion.isEmpty()) {
      context.listener().note("%s has no champion yet".formatted(registry.name()));
      return true;
    }
    Optional<VersionManifest> version = champion.get().manifest();
    context
        .listener()
        .note(
            "%s: champion %s, run %s, accuracy %s"
                .formatted(
                    registry.name(),
                    champion.get().version(),
                    champion.get().champion().runId(),
                    HumanText.percent(
                        version
                            .map(VersionManifest::testAccuracy)
                            .orElse(OptionalDouble.empty()))));
    List<String> changes =
        version.map(inputs::against).orElse(List.of("nothing tells what the champion is made of"));
    if (!changes.isEmpty()) {
      context.listener().note("new: " + String.join("; ", changes));
    }
    return !changes.isEmpty();
  }

  private RetrainResult nothingNew(RunScope scope, VersionManifest version) {
    promotions.writeNothingNew(scope.run(), registry.name(), version);
    scope.finish();
    // A server that missed the promotion hears of it on the next night.
    registry
        .champion()
        .ifPresent(
            it -> MlflowReporting.champion(registry, it, request.config(), context.listener()));
    context
        .listener()
        .note(
            "nothing new: data and recipe are those of %s (run %s in the tables); --force trains all the same"
                .formatted(version.version(), scope.run()));
    return new RetrainResult(scope.run(), Decision.Outcome.PROMOTED);
  }

  /** Says again what the run decided, unless that was on something else. */
  private RetrainResult decidedBefore(
      RunId run, TrainingInputs inputs, PromotionRecorder.Decided decided) {
    List<String> changes = changes(run, inputs);
    if (!changes.isEmpty()) {
      throw UserError.usage(
          "--run-id must be a new one for other data or another recipe (%s), cannot be: %s"
              .formatted(String.join("; ", changes), run));
    }
    boolean isChampion =
        registry
            .champion()
            .filter(champion -> champion.version().toString().equals(decided.version()))
            .isPresent();
    boolean replaced = decided.outcome() == Decision.Outcome.PROMOTED && !isChampion;
    context
        .listener()
        .note(
            "run %s has decided already, %s %s: %s%s; --force trains again"
                .formatted(
                    run,
                    decided.version(),
                    decided.outcome(),
                    decided.reason(),
                    replaced ? "; it is the champion no more" : ""));
    return new RetrainResult(run, replaced ? Decision.Outcome.KEPT : decided.outcome());
  }
}
