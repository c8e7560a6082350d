package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.UserError;
import org.sparkresnet.cifar.CheckResult;
import org.sparkresnet.cifar.DriftChecks;
import org.sparkresnet.dataset.CifarImages;
import org.sparkresnet.registry.Answers;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.results.FolderLock;
import org.sparkresnet.results.LockOwner;
import org.sparkresnet.results.RunId;
import org.sparkresnet.results.Store;

/**
 * One run of retrain: is there anything new, train, compare, decide, carry out. Each step is
 * repeated or passed over when the same command comes again, so that a run that was killed anywhere
 * ends as if it had not been. Driver only.
 */
final class RetrainJob {
  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Store store;
  private final Settings settings;
  private final String recipe;
  private final RetrainCommand.Options options;
  private final PrintWriter out;
  private final Registry registry;
  private final PromotionRecords promotions;
  private final RetrainRecords records;

  /** Whether training is under way, which records its failure itself. */
  private boolean training;

  /**
   * @param recipe a name for people
   */
  RetrainJob(
      SparkSession spark,
      Store store,
      Settings settings,
      String recipe,
      RetrainCommand.Options options,
      PrintWriter out) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.store = store;
    this.settings = settings;
    this.recipe = recipe;
    this.options = options;
    this.out = out;
    this.registry = Registry.open(store, settings.text("registry.model"));
    this.promotions = new PromotionRecords(spark, store);
    this.records = new RetrainRecords(spark, store, settings, recipe);
  }

  /**
   * Runs it.
   *
   * @return KEPT if there was a candidate that is not promoted
   * @throws UserError of kind LOCKED if another job retrains the model; its registry can be changed
   *     by hand meanwhile
   */
  Decision.Outcome run() throws Exception {
    MissingData.fetch(settings.paths("data.path"), context.hadoopConfiguration(), out);
    try (FolderLock alone =
        FolderLock.acquire(
            store,
            new Path(registry.folder(), "retraining"),
            "retraining of " + registry.name(),
            LockOwner.here(spark.sparkContext().applicationId()),
            RunLocks.lease(settings),
            out::println)) {
      promotions.repair(registry);
      int workers = Recipes.workers(settings, () -> Sessions.taskSlots(spark));
      try (CifarImages images = ConfiguredImages.load(context, settings, workers)) {
        return run(images, workers, alone);
      }
    }
  }

  private Decision.Outcome run(CifarImages images, int workers, FolderLock alone) throws Exception {
    Novelty novelty = new Novelty(RetrainSettings.recipe(settings), images.sha256());
    Optional<Contender> champion = Contender.champion(context, store, settings, registry);
    RunId run = runId(novelty, champion.map(Contender::manifest));
    try {
      champion.flatMap(Contender::damage).ifPresent(this::requireReplaceable);
      if (isNothingNew(novelty, champion, images)) {
        return Decision.Outcome.PROMOTED;
      }
      Optional<PromotionRecords.Decided> decided = promotions.decided(run);
      if (decided.isPresent()) {
        return report(run, decided.get());
      }
      return train(run, images, workers, champion, alone);
    } catch (Exception e) {
      if (!training) {
        records.fail(run, images, workers, e);
      }
      throw e;
    }
  }

  /** The given name, or the derived one; with --force the first of its kind that is undecided. */
  private RunId runId(Novelty novelty, Optional<VersionManifest> champion) {
    RunId first = options.run().orElseGet(() -> novelty.runId(registry.name(), champion));
    RunId run = first;
    for (int i = 2; options.force() && promotions.decided(run).isPresent(); i++) {
      run = new RunId(first + "-" + i);
    }
    return run;
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

  private boolean isNothingNew(Novelty novelty, Optional<Contender> champion, CifarImages images) {
    if (champion.isEmpty()) {
      out.println("%s has no champion yet".formatted(registry.name()));
      return false;
    }
    VersionManifest version = champion.get().manifest();
    List<String> changes = novelty.against(version);
    out.println(
        "%s: champion %s, run %s, accuracy %s"
            .formatted(
                registry.name(),
                version.version(),
                version.run().runId(),
                VersionText.accuracy(version.testAccuracy())));
    if (!changes.isEmpty()) {
      out.println("new: " + String.join("; ", changes));
      return false;
    }
    if (options.force() || champion.get().damage().isPresent()) {
      return false;
    }
    RunId run = RunIds.orNewMoment(null, "retrain");
    promotions.writeNothingNew(run, registry.name(), version);
    records.nothingNew(run, images);
    // A server that missed the promotion hears of it on the next night.
    registry.champion().ifPresent(it -> Mlflow.champion(registry, it, settings, out));
    out.println(
        "nothing new: data and recipe are those of %s (run %s in the tables); --force trains all the same"
            .formatted(version.version(), run));
    return true;
  }

  private Decision.Outcome report(RunId run, PromotionRecords.Decided decided) {
    out.println(
        "run %s has decided already, %s %s: %s; --force trains again"
            .formatted(run, decided.version(), decided.outcome(), decided.reason()));
    return decided.outcome();
  }

  private Decision.Outcome train(
      RunId run, CifarImages images, int workers, Optional<Contender> champion, FolderLock alone)
      throws Exception {
    Candidacy candidacy =
        new Candidacy(spark, store, settings, registry.name(), run, options.dryRun(), out);
    Optional<Decision.Outcome> before = candidacy.carryOutRegistered();
    if (before.isPresent()) {
      return before.get(); // it was killed between its model and its promotion
    }
    TrainTask task =
        new TrainTask(run, "retrain", recipe, origin(champion), driftChecks(images, champion));
    training = true;
    TrainJob.Trained trained =
        new TrainJob(spark, store, settings, task, out)
            .run(images, workers, Long.MAX_VALUE, false)
            .orElseThrow();
    training = false;
    alone.requireNotLost();
    Answers candidate = Answers.of(trained.test().predictions());
    return candidacy.decide(trained.summary(), () -> decision(candidate, images));
  }

  private Optional<TrainTask.Origin> origin(Optional<Contender> champion) {
    return RetrainSettings.start(settings) == RetrainSettings.Start.FRESH
        ? Optional.empty()
        : champion.filter(it -> it.damage().isEmpty()).map(it -> it.origin(settings));
  }

  private List<CheckResult> driftChecks(CifarImages images, Optional<Contender> champion) {
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
  private Candidacy.Verdict decision(Answers candidate, CifarImages images) {
    Optional<Contender> champion = Contender.champion(context, store, settings, registry);
    champion.flatMap(Contender::damage).ifPresent(this::requireReplaceable);
    return new Candidacy.Verdict(
        champion.map(Contender::version),
        champion
            .filter(it -> it.damage().isEmpty())
            .map(
                it ->
                    Recipes.policy(settings)
                        .decide(candidate, it.answers(context, settings, images)))
            .orElseGet(() -> Recipes.policy(settings).decideFirst(candidate)));
  }
}
