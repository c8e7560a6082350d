package org.sparkresnet.jobs.retrain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.Failure;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.PromotionRecorder;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.RunLabel;
import org.sparkresnet.jobs.RunScope;
import org.sparkresnet.jobs.TestUseRecorder;
import org.sparkresnet.jobs.TrainedRun;
import org.sparkresnet.jobs.TrainingData;
import org.sparkresnet.jobs.train.TrainJob;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.ErrorBudget;
import org.sparkresnet.registry.PromotionPolicy;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.TestLedger;
import org.sparkresnet.registry.TestPredictions;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;

/** One retraining under its lock: preparation, training, decision. Driver only. */
final class Retraining {
  /** Digits of a digest that tell causes of failures from each other. */
  private static final int CAUSE_DIGITS = 12;

  private final JobContext context;
  private final RetrainRequest request;
  private final JobConfig config;
  private final Registry registry;
  private final LockedStore alone;
  private final RunLabel label;
  private final PromotionRecorder promotions;

  /**
   * @param alone the lock that lets one job at a time retrain the model
   */
  Retraining(JobContext context, RetrainRequest request, Registry registry, LockedStore alone) {
    this.context = context;
    this.request = request;
    this.config = request.config();
    this.registry = registry;
    this.alone = alone;
    this.label = request.label();
    this.promotions =
        new PromotionRecorder(context.spark(), alone.writer(), context.listener()::warning);
  }

  RetrainResult run() throws IOException {
    // Until the run has its name, which follows from the data, a failure has one of its own.
    RunId moment = RunIds.orNewMoment(null, label.command().label());
    try (Preparation ready = RunScope.under(alone, context, config, label, moment, this::prepare)) {
      if (ready.result().isPresent()) {
        return ready.result().get();
      }
      TrainedRun trained =
          new TrainJob(context)
              .run(ready.candidate().orElseThrow(), ready.images(), ready.workers())
              .trained()
              .orElseThrow();
      return RunScope.under(
          alone, context, config, label, ready.run(), scope -> decide(scope, ready, trained));
    }
  }

  private Preparation prepare(RunScope scope) throws IOException {
    RunId moment = scope.run();
    try {
      return prepareNamed(scope);
    } catch (Throwable e) { // Spark's own is checked, and Scala throws it undeclared
      if (scope.run().equals(moment)) {
        RunScope.attempt(e, () -> scope.rename(ofCause(e)));
      }
      throw e;
    }
  }

  /** Night after night the same cause has one row, of the last night that failed for it. */
  private RunId ofCause(Throwable failure) {
    String cause = registry.name() + '\n' + Failure.of(failure).reason();
    String sha256 = Sha256.of(cause.getBytes(StandardCharsets.UTF_8));
    return new RunId(label.command().label() + "-failed-" + Sha256.shortened(sha256, CAUSE_DIGITS));
  }

  private Preparation prepareNamed(RunScope scope) {
    scope.resumable();
    LoadedChampion.requireNoneGone(context, registry);
    registry.damages().values().forEach(context.listener()::warning);
    Optional<TestLedger> ledger =
        policy().form() == PromotionPolicy.Form.ANYTIME // a damaged one is found before training
            ? Optional.of(
                TestLedger.readForDecisions(context.spark(), context.store(), registry.name()))
            : Optional.empty();
    if (!request.has(RetrainRequest.Option.DRY_RUN)) {
      new OpenDecisions(context, config, registry, promotions).apply();
    }
    if (registry.champion().isEmpty()) { // later an empty folder is a mistake
      TrainingData.fetchIfMissing(context, config);
    }
    int workers = config.train().plan().workers(context::taskSlots);
    CifarImages images = TrainingData.load(context, config, workers);
    try {
      scope.describe(scope.manifest().withData(images.sha256(), images.summary()));
      return new NewsCheck(context, request, registry, promotions, ledger)
          .of(scope, images, workers);
    } catch (Throwable e) {
      images.close();
      throw e;
    }
  }

  private RetrainResult decide(RunScope scope, Preparation ready, TrainedRun trained) {
    scope.describe(Manifest.ofRun(context.store(), ready.run()).orElseThrow());
    scope.workers(trained.summary().workers());
    scope.parent(ready.candidate().orElseThrow().parent());
    scope.reopen();
    alone.requireNotLost();
    TestPredictions candidate = TestPredictions.of(trained.test().predictions());
    CandidateDecision decision =
        new CandidateDecision(context, config, promotions, ready.run(), scope::keepRow);
    Decision.Outcome outcome =
        request.has(RetrainRequest.Option.DRY_RUN)
            ? decision.decideOnly(() -> verdict(scope, candidate, ready.images()))
            : decision.decide(trained.summary(), () -> verdict(scope, candidate, ready.images()));
    return new RetrainResult(ready.run(), outcome);
  }

  /** Compares with the champion of the moment: it may have changed while the candidate trained. */
  private CandidateDecision.Verdict verdict(
      RunScope scope, TestPredictions candidate, CifarImages images) {
    Optional<LoadedChampion> champion = LoadedChampion.of(context, config, registry);
    champion.flatMap(LoadedChampion::damage).ifPresent(this::requireReplaceable);
    return new CandidateDecision.Verdict(
        champion.map(LoadedChampion::version),
        champion
            .map(it -> decide(scope, candidate, it, images))
            .orElseGet(() -> policy().decideFirst(candidate)));
  }

  private Decision decide(
      RunScope scope, TestPredictions candidate, LoadedChampion champion, CifarImages images) {
    if (champion.damage().isPresent()) {
      return policy().decideReplacing(champion.version(), candidate);
    }
    String sha256 = scope.manifest().modelSha256().orElseThrow();
    VersionManifest version = champion.manifest().orElseThrow(); // nothing of it is damaged
    ErrorBudget budget =
        TestLedger.budget(
                context.spark(),
                context.store(),
                registry.name(),
                policy(),
                Optional.of(images.summary()),
                sha256,
                version.sha256())
            .orElseThrow();
    SortedMap<String, String> trained = scope.manifest().config();
    JobConfig alike = config.goingOnFrom(trained).keepingBfloat16Of(trained);
    Decision decision =
        policy()
            .decide(
                images.classes(), candidate, champion.predictions(context, alike, images), budget);
    TestUseRecorder.of(context, scope, registry.name(), images.summary())
        .compared(
            sha256,
            version,
            candidate.byExample().size(),
            decision,
            policy().spends(decision.test().orElseThrow(), budget));
    return decision;
  }

  private PromotionPolicy policy() {
    return config.registry().policy();
  }

  private void requireReplaceable(UserError damage) {
    NewsCheck.requireReplaceable(request, damage, context.listener());
  }
}
