package org.sparkresnet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.dataset.LabelMode;
import org.sparkresnet.jobs.evaluate.EvaluateJob;
import org.sparkresnet.jobs.evaluate.EvaluateRequest;
import org.sparkresnet.jobs.evaluate.ScoreJob;
import org.sparkresnet.jobs.evaluate.ScoreRequest;
import org.sparkresnet.jobs.report.ExportJob;
import org.sparkresnet.jobs.report.ExportRequest;
import org.sparkresnet.jobs.report.ReportJob;
import org.sparkresnet.jobs.report.ReportRequest;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.jobs.train.TrainJob;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.jobs.upkeep.CompactJob;
import org.sparkresnet.jobs.upkeep.CompactRequest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.UnguardedStore;
import org.sparkresnet.tables.TableWriter;
import org.sparkresnet.tables.rows.ParamRow;
import org.sparkresnet.testing.JobStore;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Nightly;
import org.sparkresnet.testing.Slow;

/** Names under which Spark's pages show the jobs of each command. */
class JobNamesTest {
  private static final String GROUP = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";

  @TempDir private Path folder;
  private final SparkContext spark = LocalSpark.session().sparkContext();
  private final List<String> groups = Collections.synchronizedList(new ArrayList<>());
  private final List<String> descriptions = Collections.synchronizedList(new ArrayList<>());

  private final SparkListener listener =
      new SparkListener() {
        @Override
        public void onJobStart(SparkListenerJobStart job) {
          groups.add(String.valueOf(job.properties().get(GROUP)));
          descriptions.add(String.valueOf(job.properties().get(DESCRIPTION)));
        }
      };

  /** A command. */
  @FunctionalInterface
  private interface Command {
    Object run() throws Exception;
  }

  @BeforeEach
  void listen() {
    spark.addSparkListener(listener);
  }

  @AfterEach
  void listenNoMore() {
    spark.removeSparkListener(listener);
  }

  /**
   * Descriptions of the jobs of a command, without repetitions; all begin with its work, a pattern.
   */
  private List<String> of(String work, Command command) throws Exception {
    spark.listenerBus().waitUntilEmpty();
    groups.clear();
    descriptions.clear();
    command.run();
    spark.listenerBus().waitUntilEmpty();
    List<String> steps = descriptions.stream().distinct().toList();
    assertThat(steps).isNotEmpty().allMatch(step -> step.matches(work + ": .+"));
    assertThat(groups).doesNotContain("null");
    assertThat(spark.getLocalProperty(DESCRIPTION)).as("afterwards").isNull();
    assertThat(spark.getLocalProperty(GROUP)).as("afterwards").isNull();
    return steps;
  }

  @Slow
  @Test
  void eachRoundSegmentAndEvaluationOfATrainingIsNamed() throws Exception {
    JobStore store = JobStore.in(folder.resolve("store"));
    List<String> steps =
        of("run fast-1", () -> train(store, "fast-1", "train.epochs=2", "evaluate.every-epochs=1"));
    assertThat(steps)
        .contains(
            "run fast-1: rounds 1 to 3, epoch 1",
            "run fast-1: rounds 4 to 6, epoch 2",
            "run fast-1: after epoch 1: evaluation on 100 test images",
            "run fast-1: evaluation on 100 test images",
            "run fast-1: reading of 300 training images",
            "run fast-1: rows of table metrics",
            "run fast-1: report: reading of table metrics");
    assertThat(of("run fast-2", () -> train(store, "fast-2", "train.rounds=jobs")))
        .contains("run fast-2: round 3, epoch 1");
    assertThat(groups).containsOnly("train fast-2");
  }

  private static Object train(JobStore store, String run, String... keys) throws Exception {
    List<String> all = new ArrayList<>(List.of("train.averaging-frequency=2"));
    all.addAll(List.of(keys));
    return new TrainJob(store.context())
        .run(
            TrainRequest.train(
                JobStore.config(all.toArray(String[]::new)), new RunId(run), "default"));
  }

  @Nightly
  @Test
  void everyJobOfTheOtherCommandsIsNamed() throws Exception {
    JobStore store = JobStore.withChampion(folder.resolve("store"));
    JobContext context = store.context();
    RetrainRequest again =
        RetrainRequest.nightly(JobStore.config(), "again").with(RetrainRequest.Option.FORCE);
    assertThat(
            of(
                    "run (again|retrain-[-0-9]+)",
                    () -> new RetrainJob(context).run(again.named(new RunId("again"))))
                .toString())
        .contains("round", "evaluation on", "rows of table promotions");
    of(
        "run e",
        () ->
            new EvaluateJob(context)
                .run(new EvaluateRequest(JobStore.config(), new RunId("e"), "champion")));
    of(
        "run s",
        () ->
            new ScoreJob(context)
                .run(
                    new ScoreRequest(
                        JobStore.config(),
                        new RunId("s"),
                        "champion",
                        List.of(JobStore.SLICE + "/test_batch.bin"),
                        LabelMode.YES)));
    of(
        "export",
        () ->
            new ExportJob(context)
                .run(
                    new ExportRequest(
                        folder.resolve("export").toString(), List.of(new RunId("first")))));
  }

  @Test
  void everyJobOfACompactionIsNamed() throws Exception {
    JobStore store = JobStore.in(folder.resolve("store"));
    TableWriter tables =
        new TableWriter(store.context().spark(), UnguardedStore.writer(store.context().store()));
    for (String run : List.of("a", "b")) {
      tables.replace(ParamRow.TABLE, new RunId(run), ParamRow.of(new TreeMap<>(Map.of("x", "1"))));
    }
    YearMonth later = YearMonth.of(2099, 1);
    assertThat(
            of(
                "run c",
                () ->
                    new CompactJob(store.context())
                        .run(new CompactRequest(JobStore.config(), new RunId("c"), later))))
        .contains("run c: compaction of table params", "run c: rows of table runs");
  }

  @Test
  void aGroupOfTheUsersStays() throws Exception {
    JobStore store = JobStore.withChampion(folder.resolve("store"));
    spark.listenerBus().waitUntilEmpty(); // whoever asks first for the store makes it
    groups.clear();
    descriptions.clear();
    spark.setJobGroup("mine", "my cell", false);
    try {
      new ReportJob(store.context())
          .run(new ReportRequest(new RunId("first"), List.of(), Optional.empty()));
      spark.listenerBus().waitUntilEmpty();
      assertThat(groups).isNotEmpty().containsOnly("mine");
      assertThat(descriptions).allMatch(it -> it.startsWith("report of run first: "));
      assertThat(spark.getLocalProperty(DESCRIPTION)).isEqualTo("my cell");
    } finally {
      spark.clearJobGroup();
    }
  }
}
