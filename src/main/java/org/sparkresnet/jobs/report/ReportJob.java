package org.sparkresnet.jobs.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.common.MaybeDamaged;
import org.sparkresnet.common.SparkJobNames;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.config.RegistryConfig;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.OutputPath;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.WrittenRows;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.ErrorBudget;
import org.sparkresnet.registry.HonestAccuracy;
import org.sparkresnet.registry.PromotionPolicy;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.StoredPredictions;
import org.sparkresnet.registry.TestLedger;
import org.sparkresnet.registry.TestPredictions;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.report.ChampionNote;
import org.sparkresnet.report.ReportPage;
import org.sparkresnet.report.ReportPictures;
import org.sparkresnet.report.ReportedRun;
import org.sparkresnet.store.LockedStore;
import org.sparkresnet.store.Manifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.tables.MovedRows;

/** Makes the report page of a stored run, or of a comparison of runs. Driver only. */
public final class ReportJob {
  private static final String CHAMPION = "the champion is";

  private final SparkSession spark;
  private final Store store;
  private final JobContext context;
  private final ReportedRuns runs;

  /** Job on a context, which stays open. */
  public ReportJob(JobContext context) {
    this.context = context;
    this.spark = context.spark();
    this.store = context.store();
    this.runs = new ReportedRuns(spark, store);
  }

  /**
   * Writes the page; in the run's folder, which is the default, under the lock of the run. Of a
   * training on which a job works the default is {@code report-RUN.html} in the current folder.
   *
   * @return the file
   * @throws org.sparkresnet.common.UserError of code USAGE if there is no such run, of code STORAGE
   *     if the file cannot be written, of code LOCKED if the file is in the run's folder and
   *     another job works on the run
   */
  public Path run(ReportRequest request) {
    return context.named(
        "report of run " + request.run(), () -> MovedRows.reading(() -> write(request)));
  }

  private Path write(ReportRequest request) {
    return file(request)
        .map(file -> write(request, OutputPath.of(spark, "--out", "a file", file)))
        .orElseGet(() -> writeInRunFolder(request));
  }

  /** File outside the run's folder. */
  private Optional<String> file(ReportRequest request) {
    return request
        .file()
        .or(() -> Optional.of(request.run()).filter(runs::isWorking).map(ReportJob::besideUser));
  }

  /** The job that works on the run has its folder to itself. */
  private static String besideUser(RunId run) {
    return java.nio.file.Path.of("report-" + run + ".html").toAbsolutePath().toUri().toString();
  }

  private Path write(ReportRequest request, OutputPath target) {
    String html = html(runs.read(request.run()), request);
    try {
      target
          .files()
          .write(target.path(), stream -> stream.write(html.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw FileErrors.cannot("write", target.path(), e);
    }
    return target.path();
  }

  private Path writeInRunFolder(ReportRequest request) {
    runs.requireKnown(request.run()); // before a folder is made for the lock
    Path file = file(store, request.run());
    try (LockedStore locked = context.locks(JobConfig.defaults()).forRun(request.run())) {
      locked
          .writer()
          .writeAtomically(file, html(runs.readOwn(request.run(), WrittenRows.none()), request));
    }
    return file;
  }

  private String html(ReportedRun run, ReportRequest request) {
    return html(run, request.compare(), reported -> FoundPictures.read(context, reported));
  }

  /** Default file of a run's report. */
  public static Path file(Store store, RunId run) {
    return new Path(store.run(run), "report.html");
  }

  /**
   * The page of a run of this process, whose work is done, compared with the champion's.
   *
   * @param written rows that are not read again
   * @throws org.sparkresnet.common.UserError of code USAGE if there is no such run
   */
  public String html(
      RunId run, WrittenRows written, Function<ReportedRun, ReportPictures> pictures) {
    return SparkJobNames.step(
        spark.sparkContext(),
        "report",
        () -> html(runs.readOwn(run, written), List.of(), pictures));
  }

  private String html(
      ReportedRun reported, List<RunId> compare, Function<ReportedRun, ReportPictures> pictures) {
    Optional<ChampionNote> champion = champion(reported);
    List<ReportedRun> others =
        compare.isEmpty()
            ? champion
                .map(ChampionNote::run)
                .filter(it -> !it.equals(reported.info().id()))
                .flatMap(
                    it ->
                        ifWhole(
                            CHAMPION, () -> Optional.of(it).filter(runs::exists).map(runs::read)))
                .stream()
                .toList()
            : compare.stream().map(runs::read).toList();
    return ReportPage.of(reported, others, pictures.apply(reported), champion, looks(reported));
  }

  /** Accuracy of the run's model after all looks at its test images. */
  private Optional<String> looks(ReportedRun run) {
    String line = RegistryConfig.storedModel(run.info().config());
    return Manifest.undamaged(store, run.info().id())
        .flatMap(Manifest::modelSha256)
        .flatMap(
            sha256 ->
                ifWhole(
                    "the looks at the test images are",
                    () -> TestLedger.readForAccuracies(spark, store, line).accuracy(sha256)))
        .map(HonestAccuracy::text);
  }

  /** The champion of the model that the run's configuration names. */
  private Optional<ChampionNote> champion(ReportedRun run) {
    Registry registry = Registry.open(store, RegistryConfig.storedModel(run.info().config()));
    return ifWhole(CHAMPION, registry::champion).map(champion -> note(run, registry, champion));
  }

  private ChampionNote note(ReportedRun run, Registry registry, Champion champion) {
    return new ChampionNote(
        registry.name(),
        champion.version().toString(),
        champion.runId(),
        champion.since(),
        champion.runId().equals(run.info().id())
            ? Optional.empty()
            : ifWhole(CHAMPION, () -> verdict(run, registry.manifest(champion.version()))));
  }

  /**
   * What is read besides the run's own; empty, with a warning, if it is damaged.
   *
   * @param what is left out then, with its verb
   */
  private <T> Optional<T> ifWhole(String what, Supplier<Optional<T>> reading) {
    return MaybeDamaged.of(reading)
        .orTell(damage -> context.listener().warning(what + " left out of the report: " + damage))
        .flatMap(it -> it);
  }

  private Optional<String> verdict(ReportedRun run, VersionManifest champion) {
    Optional<Manifest> manifest = Manifest.undamaged(store, run.info().id());
    ClassNames classes = manifest.map(Manifest::classes).orElse(champion.classes());
    if (!classes.equals(champion.classes())) {
      return Optional.empty(); // they answer different questions
    }
    Optional<TestPredictions> mine = StoredPredictions.of(spark, store, run.info().id());
    Optional<TestPredictions> theirs = StoredPredictions.of(spark, store, champion);
    if (mine.isEmpty()
        || theirs.isEmpty()
        || manifest.filter(champion.run()::hasOtherTestImagesThan).isPresent()
        || !mine.get().areOfTheSameImagesAs(theirs.get())) {
      return Optional.empty(); // nothing that both answered
    }
    RegistryConfig registry =
        JobConfig.stored(run.info().config(), "run " + run.info().id()).registry();
    PromotionPolicy policy = registry.policy();
    Optional<ErrorBudget> budget =
        TestLedger.budget(
            spark,
            store,
            registry.model(),
            policy,
            manifest.flatMap(Manifest::data).or(() -> champion.run().data()),
            manifest.flatMap(Manifest::modelSha256).orElse(""),
            champion.sha256());
    return budget.map(it -> text(policy.decide(classes, mine.get(), theirs.get(), it)));
  }

  private static String text(Decision decision) {
    return decision.outcome() + ": " + decision.reason();
  }
}
