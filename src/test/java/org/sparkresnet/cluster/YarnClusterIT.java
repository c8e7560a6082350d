package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.testing.LocalSpark;
import org.sparkresnet.testing.Nightly;

/** The main job on a real YARN, with data, checkpoints, store and tables on a real HDFS. */
class YarnClusterIT {
  private static final List<String> SMALL =
      List.of(
          "--num-executors",
          "2",
          "--executor-memory",
          "1g",
          "--driver-memory",
          "1g",
          "--conf",
          "spark.scheduler.minRegisteredResourcesRatio=1",
          "--conf",
          "spark.scheduler.maxRegisteredResourcesWaitingTime=300s",
          "--conf",
          "spark.executor.memoryOverhead=1g",
          "--conf",
          "spark.driver.memoryOverhead=1g");

  @TempDir private static Path folder;
  private static MiniClusterProcess cluster;
  private static Map<String, String> environment;

  /** Of one machine, which every cluster must reach. */
  private static String parameters;

  @BeforeAll
  static void start() throws IOException {
    cluster = new MiniClusterProcess(folder.resolve("cluster"), "yarn");
    environment =
        Map.of(
            "HADOOP_CONF_DIR",
            cluster.hadoopConf().toString(),
            "SPARK_CONF_DIR",
            QuickJvm.configuration(folder.resolve("conf")).toString());
    parameters = TrainingRun.localParameters(folder.resolve("local"));
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
    assertThat(folder.resolve("cluster").toFile().list())
        .as("the cluster's disk is gone")
        .containsExactlyInAnyOrder("conf", "logs");
  }

  /** Submits, with relative paths, which are on HDFS in the user's home folder. */
  private static Submission submit(List<String> options, List<String> command) {
    List<String> words = new ArrayList<>(List.of("submit/yarn"));
    words.addAll(options);
    return Submission.run(environment, TrainingRun.words(words, SMALL, command));
  }

  private static FileSystem hdfs() throws IOException {
    return FileSystem.get(java.net.URI.create(cluster.hdfs()), new Configuration());
  }

  private static String home() throws IOException {
    return hdfs().getHomeDirectory().toString();
  }

  private static List<String> staged() throws IOException {
    return Arrays.stream(hdfs().listStatus(new org.apache.hadoop.fs.Path(home(), ".spark-resnet")))
        .map(YarnClusterIT::named)
        .toList();
  }

  private static String named(FileStatus file) {
    return file.getPath().getName() + " of " + file.getModificationTime();
  }

  @Test
  void bothModesReachTheBitsOfOneMachineAndUploadTheJarsOnce() throws IOException {
    Submission client =
        submit(
            List.of(), TrainingRun.train(MiniClusterProcess.DATA, "store", "--run-id", "client"));
    assertThat(client.code()).as(client.said()).isZero();
    assertThat(client.said()).as("rounds in segments").doesNotContain("each round is a Spark job");
    List<String> staged = staged();
    assertThat(staged).as("the job's jar and Spark's jars").hasSize(2);

    // The configuration includes another one: both go along.
    Submission onCluster =
        submit(
            List.of("--deploy-mode", "cluster"),
            TrainingRun.train(
                MiniClusterProcess.DATA, "store", "--config", configThatIncludes().toString()));
    assertThat(onCluster.code()).as(onCluster.said()).isZero();
    assertThat(onCluster.err()).doesNotContain("putting");
    assertThat(staged()).as("nothing is uploaded again").isEqualTo(staged);

    String store = home() + "/store";
    String second = runOfTheApplication();
    for (String run : List.of("client", second)) {
      var summary = TrainingRun.summary(store, run);
      assertThat(summary.get("status").asText()).isEqualTo("FINISHED");
      assertThat(summary.get("params_sha256").asText()).as(run).isEqualTo(parameters);
    }
    Dataset<Row> rounds = LocalSpark.session().read().parquet(store + "/tables/rounds");
    assertThat(rounds.groupBy("run_id").sum("examples").collectAsList())
        .extracting(row -> row.getLong(1))
        .as("every example is counted once in each epoch")
        .containsExactly(TrainingRun.EXAMPLES, TrainingRun.EXAMPLES);
  }

  @Nightly
  @Test
  void aNightPromotesTheFirstModelAndTheNextKeepsItWithCodeFourInClusterModeToo()
      throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of("submit/retrain", "--on", "yarn", "--logs", folder.resolve("logs").toString()));
    words.addAll(SMALL);
    words.add("--");
    List<String> night = retraining("--set", "registry.floor=0");
    words.addAll(night.subList(1, night.size())); // submit/retrain says the command itself
    Submission first = Submission.run(environment, words.toArray(String[]::new));
    assertThat(first.code()).as(first.said()).isZero();
    assertThat(first.out()).startsWith("cifar-10 v000001 PROMOTED: first model: ").hasLineCount(1);

    Submission second =
        submit(
            List.of("--deploy-mode", "cluster", "--conf", "spark.yarn.maxAppAttempts=1"),
            retraining("--set", "registry.floor=1", "--set", "train.seed=2"));
    assertThat(second.code()).as(second.said()).isEqualTo(4);
    assertThat(second.out()).contains("the champion was kept; the table promotions says why");
    assertThat(second.errors()).isEmpty();
    String store = home() + "/nights";
    Dataset<Row> promotions = LocalSpark.session().read().parquet(store + "/tables/promotions");
    assertThat(promotions.select("version", "decision").orderBy("version").collectAsList())
        .extracting(row -> row.getString(0) + " " + row.getString(1))
        .containsExactly("v000001 PROMOTED", "v000002 KEPT");
    assertThat(
            hdfs()
                .exists(new org.apache.hadoop.fs.Path(store, "models/cifar-10/v000002/model.zip")))
        .isTrue();
  }

  /** The words from the command on. */
  private static List<String> retraining(String... more) {
    List<String> words =
        new ArrayList<>(TrainingRun.train(MiniClusterProcess.DATA, "nights", more));
    words.set(0, "retrain");
    return words;
  }

  private static Path configThatIncludes() throws IOException {
    Path recipes = java.nio.file.Files.createDirectories(folder.resolve("my recipes, 2"));
    java.nio.file.Files.writeString(recipes.resolve("base.conf"), "dataset.padding = 4\n");
    Path own = recipes.resolve("v1.conf");
    java.nio.file.Files.writeString(own, "dataset.flip = random, include \"base\"\n");
    return java.nio.file.Files.createSymbolicLink(recipes.resolve("small.conf"), own.getFileName());
  }

  /** Without --run-id the run is named after the application, so that a second attempt resumes. */
  private static String runOfTheApplication() throws IOException {
    return Arrays.stream(hdfs().listStatus(new org.apache.hadoop.fs.Path(home(), "store/runs")))
        .map(status -> status.getPath().getName())
        .filter(name -> name.startsWith("small-application_"))
        .findFirst()
        .orElseThrow();
  }

  /** With one executor, as nothing is computed: the last of equal options counts. */
  @Test
  void anExitCodeOfADriverOnTheClusterReachesTheShell() {
    List<String> missing =
        new ArrayList<>(List.of("--conf", "spark.yarn.maxAppAttempts=1", "--num-executors", "1"));
    missing.addAll(TrainingRun.train("/data/none", "store"));
    Submission onCluster = submit(List.of("--deploy-mode", "cluster"), missing);
    assertThat(onCluster.code()).as(onCluster.said()).isEqualTo(3);
    assertThat(onCluster.errors()).singleElement().asString().contains("/data/none");
  }

  @Nightly
  @Test
  void exitCodesOfADriverHereReachTheShell() {
    Submission typo = submit(List.of(), List.of("train", "--set", "train.epoch=3"));
    assertThat(typo.code()).as(typo.said()).isEqualTo(2);
    assertThat(typo.errors()).singleElement().asString().contains("did you mean train.epochs?");

    Submission missing = submit(List.of(), TrainingRun.train("/data/none", "store"));
    assertThat(missing.code()).as(missing.said()).isEqualTo(3);
    assertThat(missing.errors()).singleElement().asString().contains("/data/none");
  }

  @Nightly
  @Test
  void whateverADrillDisturbsHoldsThoughItEndsMoreExecutorsThanYarnAllows() {
    Submission drill = submit(List.of(), List.of("drill", "--run-id", "d", "--store", "drill"));
    assertThat(drill.code()).as(drill.said()).isZero();
    assertThat(drill.out()).as("the last line").endsWith("6 of 6 drills held\n");
  }
}
