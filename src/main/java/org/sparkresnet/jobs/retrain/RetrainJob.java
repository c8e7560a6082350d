package org.sparkresnet.jobs.retrain;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.DriftChecks;
import org.sparkresnet.cli.RetrainCommand;
import org.sparkresnet.cli.VersionText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Mlflow;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.RetrainSettings;
import org.sparkresnet.config.Settings;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.jobs.ConfiguredImages;
import org.sparkresnet.jobs.MissingData;
import org.sparkresnet.jobs.PromotionRecorder;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.RunLocks;
import org.sparkresnet.jobs.SparkSessions;
import org.sparkresnet.jobs.train.TrainJob;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.TestPredictions;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/**
 * One run of retrain: is there anything new, train, compare, decide, carry out. Each step is
 * repeated or passed over when the same command comes again, so that a run that was killed anywhere
 * ends as if it had not been. Driver only.
 */
public final class RetrainJob {
  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Store store;
  private final Settings settings;
  private final String recipe;
  private final RetrainCommand.Options options;
  private final FolderLock alone;
  private final PrintWriter out;
  private final Registry registry;
  private final PromotionRecorder promotions;
  private final RetrainRecords records;

  /** Name of the run, once it follows from the data; before that of a run that fails. */
  private RunId run = RunIds.orNewMoment(null, "retrain");

  /** The training; empty before it. */
  private Optional<TrainJob> training = Optional.empty();

  private Optional<TrainJob.Trained> trained = Optional.empty();

  /**
   * @param recipe a name for people
   * @param alone the lock that lets one job at a time retrain the model
   */
  public RetrainJob(
      SparkSession spark,
      Store store,
      Settings settings,
      String recipe,
      RetrainCommand.Options options,
      FolderLock alone,
      PrintWriter out) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.store = store;
    this.settings = settings;
    this.recipe = recipe;
    this.options = options;
    this.alone = alone;
    this.out = out;
    this.registry = Registry.open(store, settings.text("registry.model"));
    Store locked = RunLocks.store(store, alone, settings);
    this.promotions = new PromotionRecorder(spark, locked);
    this.records = new RetrainRecords(spark, locked, settings, recipe);
  }

  /**
   * Runs it.
   *
   * @return KEPT if there was a candidate that is not the champion
   */
  public Decision.Outcome run() throws Exception {
    try {
      if (!options.dryRun()) {
        finishOthers();
      }
      if (registry.champion().isEmpty()) { // later an empty folder is a mistake
        MissingData.fetch(settings.paths("data.path"), context.hadoopConfiguration(), out);
      }
      int workers = Recipes.workers(settings, () -> SparkSessions.taskSlots(spark));
      try (CifarImages images = ConfiguredImages.load(context, settings, workers)) {
        records.loaded(images);
        return run(images, workers);
      }
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      if (trained.isPresent() || !training.map(TrainJob::hasBegun).orElse(false)) {
        records.fail(
            run, trained.map(TrainJob.Trained::summary), training.flatMap(TrainJob::parent), e);
      } // else the training has recorded it
      throw e;
    }
  }

  /** Carries out what jobs decided that were killed before they could. */
  private void finishOthers() {
    Set<String> recorded = new HashSet<>(promotions.runs());
    for (VersionManifest version : registry.versions()) {
      RunId other = version.run().runId();
      if (version.decision().isPresent() && recorded.add(other.value())) {
        out.println("carrying out what run " + other + " decided before it was stopped");
        candidacy(other).carryOutRegistered();
      }
    }
    registry.champions().stream()
        .flatMap(all -> all.latestFirst().stream())
        .filter(change -> recorded.add(change.decidedBy().value()))
        .forEach(change -> promotions.write(registry, change));
  }

  private CandidateDecision candidacy(RunId candidate) {
    return new CandidateDecision(spark, store, settings, promotions, candidate, out);
  }

  private Decision.Outcome run(CifarImages images, int workers) throws Exception {
    TrainingInputs novelty = new TrainingInputs(RetrainSettings.recipe(settings), images.sha256());
    Optional<LoadedChampion> champion = LoadedChampion.champion(context, store, settings, registry);
    run = runId(novelty, champion.map(LoadedChampion::manifest));
    champion.flatMap(LoadedChampion::damage).ifPresent(this::requireReplaceable);
    boolean isNew = announce(novelty, champion);
    if (!isNew && !options.force() && champion.orElseThrow().damage().isEmpty()) {
      recordNothingNew(champion.orElseThrow().manifest());
      return Decision.Outcome.PROMOTED;
    }
    Optional<PromotionRecorder.Decided> decided = promotions.decided(run);
    if (decided.isPresent()) {
      return report(novelty, decided.get());
    }
    return train(images, workers, champion);
  }

  /** The given name, or the derived one; with --force the first of its kind that is undecided. */
  private RunId runId(TrainingInputs novelty, Optional<VersionManifest> champion) {
    RunId first = options.run().orElseGet(() -> novelty.runId(registry.name(), champion));
    RunId free = first;
    for (int i = 2; options.force() && promotions.decided(free).isPresent(); i++) {
      free = new RunId(first + "-" + i);
    }
    return free;
  }

  private void requireReplaceable(UserError damage) {
    if (!options.replaceDamaged()) {
      throw UserError.data(
          "the champion cannot be compared with: %s; promote another version, or replace it by a candidate that reaches the floor with --replace-damaged-champion"
              .formatted(damage.getMessage()),
          damage);
    }
    out.println("warning: the champion is damaged: " + damage.getMessage());
  }

  /** Says what there is; whether anything is another than the champion's. */
  private boolean announce(TrainingInputs novelty, Optional<LoadedChampion> champion) {
    if (champion.isEmpty()) {
      out.println("%s has no champion yet".formatted(registry.name()));
      return true;
    }
    VersionManifest version = champion.get().manifest();
    List<String> changes = novelty.against(version.run());
    out.println(
        "%s: champion %s, run %s, accuracy %s"
            .formatted(
                registry.name(),
                version.version(),
                version.run().runId(),
                VersionText.accuracy(version.testAccuracy())));
    if (!changes.isEmpty()) {
      out.println("new: " + String.join("; ", changes));
    }
    return !changes.isEmpty();
  }

  private void recordNothingNew(VersionManifest version) {
    RunId nothing = RunIds.orNewMoment(null, "retrain");
    promotions.writeNothingNew(nothing, registry.name(), version);
    records.nothingNew(nothing);
    // A server that missed the promotion hears of it on the next night.
    registry.champion().ifPresent(it -> Mlflow.champion(registry, it, settings, out));
    out.println(
        "nothing new: data and recipe are those of %s (run %s in the tables); --force trains all the same"
            .formatted(version.version(), nothing));
  }

  /** Says again what the run decided, unless that was on something else. */
  private Decision.Outcome report(TrainingInputs novelty, PromotionRecorder.Decided decided) {
    List<String> changes = Manifest.ofRun(store, run).map(novelty::against).orElse(List.of());
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
    out.println(
        "run %s has decided already, %s %s: %s%s; --force trains again"
            .formatted(
                run,
                decided.version(),
                decided.outcome(),
                decided.reason(),
                replaced ? "; it is the champion no more" : ""));
    return replaced ? Decision.Outcome.KEPT : decided.outcome();
  }

  private Decision.Outcome train(CifarImages images, int workers, Optional<LoadedChampion> champion)
      throws Exception {
    TrainRequest task =
        new TrainRequest(run, "retrain", recipe, origin(champion), driftChecks(images, champion));
    TrainJob job = new TrainJob(spark, store, Recipes.settled(settings, workers), task, out);
    training = Optional.of(job);
    trained = job.run(images, workers, Long.MAX_VALUE, false);
    alone.requireNotLost();
    TestPredictions candidate = TestPredictions.of(trained.orElseThrow().test().predictions());
    return options.dryRun()
        ? candidacy(run).decideOnly(() -> decision(candidate, images))
        : candidacy(run).decide(trained.orElseThrow().summary(), () -> decision(candidate, images));
  }

  private Optional<TrainRequest.Origin> origin(Optional<LoadedChampion> champion) {
    return RetrainSettings.start(settings) == RetrainSettings.Start.FRESH
        ? Optional.empty()
        : champion.filter(it -> it.damage().isEmpty()).map(it -> it.origin(settings));
  }

  private List<CheckResult> driftChecks(CifarImages images, Optional<LoadedChampion> champion) {
    if (champion.isEmpty()) {
      return List.of();
    }
    String before = "champion " + champion.get().version();
    return champion
        .get()
        .manifest()
        .run()
        .data()
        .map(
            earlier ->
                DriftChecks.run(
                    images.summary(), earlier, before, RetrainSettings.driftLimits(settings)))
        .orElseGet(() -> DriftChecks.unknown(before));
  }

  /** Compares with whoever is champion now: it may have been changed while this run trained. */
  private CandidateDecision.Verdict decision(TestPredictions candidate, CifarImages images) {
    Optional<LoadedChampion> champion = LoadedChampion.champion(context, store, settings, registry);
    champion.flatMap(LoadedChampion::damage).ifPresent(this::requireReplaceable);
    return new CandidateDecision.Verdict(
        champion.map(LoadedChampion::version),
        champion
            .filter(it -> it.damage().isEmpty())
            .map(
                it ->
                    Recipes.policy(settings)
                        .decide(candidate, it.answers(context, settings, images)))
            .orElseGet(() -> Recipes.policy(settings).decideFirst(candidate)));
  }
}
