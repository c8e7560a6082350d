package org.sparkresnet.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.cifar.fetch.SliceFetch;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.LabelMode;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.evaluate.ScoreJob;
import org.sparkresnet.jobs.evaluate.ScoreRequest;
import org.sparkresnet.jobs.report.ExportJob;
import org.sparkresnet.jobs.report.ExportRequest;
import org.sparkresnet.jobs.retrain.ChangeChampionJob;
import org.sparkresnet.jobs.retrain.ChangeRequest;
import org.sparkresnet.jobs.retrain.RegisterJob;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.jobs.train.TrainJob;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.jobs.upkeep.CleanJob;
import org.sparkresnet.jobs.upkeep.CleanRequest;
import org.sparkresnet.jobs.upkeep.CompactJob;
import org.sparkresnet.jobs.upkeep.CompactRequest;
import org.sparkresnet.store.Examples;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.RunStatus;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.tables.rows.RunRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.LocalSpark;

/** Job that is stopped at each of its operations, on a store made for it. */
enum Subject {
  TRAIN(Start.DATA),
  RETRAIN_FIRST(Start.DATA),
  RETRAIN_SECOND(Start.CHAMPION),
  RETRAIN_KEPT(Start.CHAMPION),
  PROMOTE(Start.VERSIONS),
  ROLLBACK(Start.VERSIONS),
  REGISTER(Start.VERSIONS),
  COMPACT(Start.ROWS),
  CLEAN(Start.VERSIONS),
  EXPORT(Start.VERSIONS),
  SCORE(Start.VERSIONS),
  FETCH(Start.DATA);

  /** What is there before the job. */
  enum Start {
    /** Images, and no store. */
    DATA,
    /** Rows of three ended runs in two tables. */
    ROWS,
    /** A first retraining's champion, {@code first}. */
    CHAMPION,
    /** A second version, the champion; a run that is in no registry; a paused run. */
    VERSIONS
  }

  static final String PLAIN = "plain";
  static final String PAUSED = "paused";

  private final Start start;

  Subject(Start start) {
    this.start = start;
  }

  Start start() {
    return start;
  }

  boolean trains() {
    return this == TRAIN || this == RETRAIN_FIRST || this == RETRAIN_SECOND || this == RETRAIN_KEPT;
  }

  /** The champion in the end; empty if the job has nothing to do with it. */
  OptionalInt champion() {
    return switch (this) {
      case RETRAIN_FIRST, RETRAIN_KEPT, PROMOTE, ROLLBACK -> OptionalInt.of(1);
      case RETRAIN_SECOND, REGISTER, CLEAN, EXPORT, SCORE -> OptionalInt.of(2);
      case TRAIN, COMPACT, FETCH -> OptionalInt.empty();
    };
  }

  /** Makes what is there before a job, in an empty folder. */
  static void prepare(Start start, Path work) throws IOException {
    images(Files.createDirectories(work.resolve("data")));
    if (start == Start.ROWS) {
      rows(work, "october", Instant.parse("2026-10-07T00:00:00Z"));
      rows(work, "november", Instant.parse("2026-11-07T00:00:00Z"));
      rows(work, "later", Instant.parse("2026-11-08T00:00:00Z"));
    } else if (start != Start.DATA) {
      retrain(work, "first", "train.seed=1");
    }
    if (start == Start.VERSIONS) {
      retrain(work, "second", "train.seed=2");
      try (JobContext context = context(work)) {
        TrainRequest plain =
            TrainRequest.train(config(work, "train.seed=3"), new RunId(PLAIN), "plain");
        Object unused = new TrainJob(context).run(plain);
        TrainRequest paused =
            TrainRequest.train(config(work, "train.seed=4"), new RunId(PAUSED), "paused");
        unused = new TrainJob(context).run(paused.until(1));
      }
    }
  }

  private static void rows(Path work, String run, Instant startedAt) {
    try (JobContext context = context(work)) {
      TableWriter tables = new TableWriter(context.spark(), UnguardedStore.writer(context.store()));
      tables.replace(
          ParamRow.TABLE,
          new RunId(run),
          ParamRow.of(new TreeMap<>(Map.of("x", run, "y", "2", "z", "3"))));
      tables.replace(
          RunRow.TABLE,
          new RunId(run),
          List.of(
              RunRow.of(
                  run,
                  RunStatus.FINISHED,
                  startedAt,
                  Optional.of(startedAt.plusSeconds(60)),
                  Examples.manifest(run),
                  2,
                  Optional.empty(),
                  Optional.empty())));
    }
  }

  private static void images(Path folder) throws IOException {
    for (String name : Slice.NAMES) {
      int records = name.startsWith("test") ? 16 : 8;
      Files.write(
          folder.resolve(name),
          Arrays.copyOf(Slice.bytes(name), records * CifarFormat.RECORD_BYTES));
    }
  }

  private static void retrain(Path work, String run, String... more) throws IOException {
    try (JobContext context = context(work)) {
      Object unused =
          new RetrainJob(context)
              .run(RetrainRequest.nightly(config(work, more), "night").named(new RunId(run)));
    }
  }

  private static JobContext context(Path work) {
    return JobContext.on(
        LocalSpark.session(), work.resolve("store").toString(), JobListener.SILENT);
  }

  private static JobConfig config(Path work, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data.path=" + work.resolve("data"),
                "train.batch-size=10",
                "store.keep-runs=1",
                "registry.floor=0",
                "registry.margin=0.99"));
    all.addAll(List.of(more));
    return JobStore.config(all.toArray(String[]::new));
  }

  /**
   * Runs the job.
   *
   * @param leaseSeconds silence after which the holder of a lock is dead
   */
  void run(Path work, int leaseSeconds) throws IOException {
    String lease = "lock.lease-seconds=" + leaseSeconds;
    JobConfig config = config(work, lease);
    try (JobContext context = context(work)) {
      Object unused =
          switch (this) {
            case TRAIN ->
                new TrainJob(context)
                    .run(TrainRequest.train(config, new RunId("train-1"), "train"));
            case RETRAIN_FIRST ->
                new RetrainJob(context).run(RetrainRequest.nightly(config, "night"));
            case RETRAIN_SECOND ->
                new RetrainJob(context)
                    .run(RetrainRequest.nightly(config(work, lease, "train.seed=2"), "night"));
            case RETRAIN_KEPT ->
                new RetrainJob(context)
                    .run(
                        RetrainRequest.nightly(
                            config(work, lease, "train.seed=2", "registry.floor=0.99"), "night"));
            case PROMOTE ->
                new ChangeChampionJob(context)
                    .promote(new ChangeRequest(config, new RunId("promote-1"), ""), "v1");
            case ROLLBACK ->
                new ChangeChampionJob(context)
                    .rollback(new ChangeRequest(config, new RunId("rollback-1"), ""));
            case REGISTER ->
                new RegisterJob(context.locks(config), JobListener.SILENT)
                    .run(config, new RunId(PLAIN));
            case COMPACT ->
                new CompactJob(context)
                    .run(new CompactRequest(config, new RunId("compact-1"), YearMonth.of(2099, 1)));
            case CLEAN ->
                new CleanJob(context).run(new CleanRequest(config, new RunId("clean-1"), false));
            case EXPORT ->
                new ExportJob(context)
                    .run(
                        new ExportRequest(
                            work.resolve("out").toString(), List.of(new RunId(PLAIN))));
            case SCORE ->
                new ScoreJob(context)
                    .run(
                        new ScoreRequest(
                            config,
                            new RunId("score-1"),
                            "champion",
                            List.of(work.resolve("data/test_batch.bin").toString()),
                            LabelMode.YES));
            case FETCH -> SliceFetch.into(DiskPaths.of(work.resolve("fetched")));
          };
    }
  }
}
