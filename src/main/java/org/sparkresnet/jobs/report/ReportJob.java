package org.sparkresnet.jobs.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.config.Recipes;
import org.sparkresnet.config.Settings;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.StoredPredictions;
import org.sparkresnet.registry.TestPredictions;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.report.ChampionNote;
import org.sparkresnet.report.ReportPage;
import org.sparkresnet.report.ReportedRun;
import org.sparkresnet.report.TestPictures;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;

/** Puts a run's report together from what the store has. Driver only. */
public final class ReportJob {
  private final SparkSession spark;
  private final Store store;
  private final ReportedRuns runs;

  public ReportJob(SparkSession spark, Store store) {
    this.spark = spark;
    this.store = store;
    this.runs = new ReportedRuns(spark, store);
  }

  /** Where a run's report stands if nothing else is said. */
  public static Path file(Store store, RunId run) {
    return new Path(store.run(run), "report.html");
  }

  /**
   * The page of a run.
   *
   * @param compare runs to compare it with; the champion's if there are none
   * @throws org.sparkresnet.common.UserError of kind USAGE if there is no such run
   */
  public String html(RunId run, List<RunId> compare, Function<ReportedRun, TestPictures> pictures) {
    ReportedRun reported = runs.read(run);
    Optional<ChampionNote> champion = champion(reported);
    List<ReportedRun> others =
        compare.isEmpty()
            ? champion
                .map(ChampionNote::run)
                .filter(it -> !it.equals(run))
                .filter(runs::exists)
                .map(runs::read)
                .stream()
                .toList()
            : compare.stream().map(runs::read).toList();
    return ReportPage.of(reported, others, pictures.apply(reported), champion);
  }

  /** The champion of the model that the run's configuration names. */
  private Optional<ChampionNote> champion(ReportedRun run) {
    Settings settings = Settings.stored(run.info().config());
    Registry registry = Registry.open(store, settings.text("registry.model"));
    return registry.champion().map(champion -> note(run, settings, registry, champion));
  }

  private ChampionNote note(
      ReportedRun run, Settings settings, Registry registry, Champion champion) {
    return new ChampionNote(
        registry.name(),
        champion.version().toString(),
        champion.runId(),
        champion.since(),
        champion.runId().equals(run.info().id())
            ? Optional.empty()
            : verdict(run, settings, registry.manifest(champion.version())));
  }

  private Optional<String> verdict(ReportedRun run, Settings settings, VersionManifest champion) {
    Optional<TestPredictions> mine = StoredPredictions.of(spark, store, run.info().id());
    Optional<TestPredictions> theirs = StoredPredictions.of(spark, store, champion);
    if (mine.isEmpty() || theirs.isEmpty() || !mine.get().areOfTheSameImagesAs(theirs.get())) {
      return Optional.empty(); // nothing that both answered
    }
    Decision decision = Recipes.policy(settings).decide(mine.get(), theirs.get());
    return Optional.of(decision.outcome() + ": " + decision.reason());
  }
}
