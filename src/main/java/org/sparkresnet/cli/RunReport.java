package org.sparkresnet.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.registry.Answers;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.results.RunId;
import org.sparkresnet.results.Store;
import org.sparkresnet.results.report.ChampionNote;
import org.sparkresnet.results.report.ReportPage;
import org.sparkresnet.results.report.ReportedRun;
import org.sparkresnet.results.report.TestPictures;

/** Puts a run's report together from what the store has. Driver only. */
final class RunReport {
  private final SparkSession spark;
  private final Store store;
  private final StoredRun runs;

  RunReport(SparkSession spark, Store store) {
    this.spark = spark;
    this.store = store;
    this.runs = new StoredRun(spark, store);
  }

  /** Where a run's report stands if nothing else is said. */
  static Path file(Store store, RunId run) {
    return new Path(store.run(run), "report.html");
  }

  /**
   * The page of a run.
   *
   * @param compare runs to compare it with; the champion's if there are none
   * @throws org.sparkresnet.UserError of kind USAGE if there is no such run
   */
  String html(RunId run, List<RunId> compare, Function<ReportedRun, TestPictures> pictures) {
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
    Optional<Answers> mine = StoredAnswers.of(spark, store, run.info().id());
    Optional<Answers> theirs = StoredAnswers.of(spark, store, champion);
    if (mine.isEmpty() || theirs.isEmpty() || !mine.get().areOfTheSameImagesAs(theirs.get())) {
      return Optional.empty(); // nothing that both answered
    }
    Decision decision = Recipes.policy(settings).decide(mine.get(), theirs.get());
    return Optional.of(decision.outcome() + ": " + decision.reason());
  }
}
