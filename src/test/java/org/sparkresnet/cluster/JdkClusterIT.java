package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkresnet.jobs.NodeJava;
import org.sparkresnet.testing.Nightly;

/** A real YARN whose nodes have no Java that a job can use. */
@Nightly
class JdkClusterIT {
  private static final String MODULES = "java.se,jdk.management,jdk.security.auth,jdk.unsupported";

  @TempDir private static Path folder;
  private static MiniClusterProcess cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster =
        new MiniClusterProcess(
            folder.resolve("cluster"), "--nodes-java", folder.resolve("none").toString(), "yarn");
    Path jdk = folder.resolve("jdk-17");
    run(
        Path.of(System.getProperty("java.home"), "bin/jlink").toString(),
        "--strip-java-debug-attributes",
        "--add-modules",
        MODULES,
        "--output",
        jdk.toString());
    run("tar", "czf", path("top.tar.gz"), "-C", folder.toString(), "jdk-17");
    run("tar", "czf", path("flat.tgz"), "-C", jdk.toString(), ".");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static void run(String... command) {
    Submission run = Submission.run(command);
    assertThat(run.code()).as(run.said()).isZero();
  }

  private static Submission submit(List<String> options, List<String> command) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "submit/yarn",
                "--num-executors=2",
                "--executor-memory=1g",
                "--driver-memory=1g",
                "--conf=spark.yarn.maxAppAttempts=1",
                "--conf=spark.executor.memoryOverhead=1g",
                "--conf=spark.driver.memoryOverhead=1g"));
    words.addAll(options);
    words.addAll(command);
    return Submission.run(
        Map.of("HADOOP_CONF_DIR", cluster.hadoopConf().toString()), words.toArray(String[]::new));
  }

  private static List<String> train(String run) {
    return TrainingRun.train(MiniClusterProcess.DATA, "store", "--run-id", run);
  }

  private static boolean exists(String name) throws IOException {
    FileSystem hdfs = FileSystem.get(URI.create(cluster.hdfs()), new Configuration());
    return hdfs.exists(new org.apache.hadoop.fs.Path(hdfs.getHomeDirectory(), name));
  }

  private static void refused(Submission refused) {
    assertThat(refused.code()).as(refused.said()).isEqualTo(2);
    assertThat(refused.errors())
        .as(refused.said())
        .singleElement()
        .asString()
        .contains("no Java at " + folder.resolve("none/bin/java"), "--jdk FILE.tar.gz ships one");
    assertThat(refused.err()).doesNotContain("\tat ");
  }

  @Test
  void withoutOneTheNodesJavaIsNamedAndNothingIsStored() throws IOException {
    refused(submit(List.of(), train("client")));
    refused(submit(List.of(), doctor()));
    refused(submit(List.of("--deploy-mode", "cluster"), train("cluster")));
    assertThat(exists("store/runs/client")).isFalse();
    assertThat(exists("store/runs/cluster")).isFalse();
    assertThat(NodeJava.REMEDY).contains("--jdk FILE.tar.gz ships one");
  }

  private static List<String> doctor() {
    List<String> train = new ArrayList<>(train("none"));
    train.subList(train.indexOf("--run-id"), train.indexOf("--run-id") + 2).clear();
    train.set(0, "doctor");
    return train;
  }

  @Test
  void aLocalArchiveServesDriverHereAndExecutorsThere() throws IOException {
    Submission checked = submit(List.of("--jdk", path("top.tar.gz")), doctor());
    assertThat(checked.code()).as(checked.said()).isZero();
    assertThat(checked.out()).containsPattern("ok +all 2 executors: Java 17\\S* \\(.*/jdk-17\\)");
    assertThat(checked.err()).contains("/jdk-").contains(".tar.gz (once)");
    Submission trained = submit(List.of("--jdk=" + path("top.tar.gz")), train("top"));
    assertThat(trained.code()).as(trained.said()).isZero();
    assertThat(trained.err()).as("put there once").doesNotContain("(once)");
  }

  @Test
  void anArchiveWithoutAFolderOnHdfsServesADriverThere() throws IOException {
    FileSystem hdfs = FileSystem.get(URI.create(cluster.hdfs()), new Configuration());
    hdfs.copyFromLocalFile(
        new org.apache.hadoop.fs.Path(path("flat.tgz")),
        new org.apache.hadoop.fs.Path("/jdks/flat.tgz"));
    Submission trained =
        submit(
            List.of("--deploy-mode", "cluster", "--jdk", cluster.hdfs() + "/jdks/flat.tgz"),
            train("flat"));
    assertThat(trained.code()).as(trained.said()).isZero();
    assertThat(exists("store/runs/flat/summary.json")).isTrue();
  }

  @Test
  void aWrongArchiveIsOneLineBeforeTheSubmission() throws IOException {
    Path text = Files.writeString(folder.resolve("text.tar.gz"), "no archive");
    run("tar", "czf", path("empty.tar.gz"), "-C", folder.toString(), "text.tar.gz");
    for (String wrong :
        List.of(
            text.toString(),
            path("empty.tar.gz"),
            path("absent.tar.gz"),
            cluster.hdfs() + "/jdks/absent.tar.gz",
            cluster.hdfs() + MiniClusterProcess.DATA)) {
      Submission refused = submit(List.of("--jdk", wrong), train("wrong"));
      assertThat(refused.code()).as(refused.said()).isEqualTo(2);
      assertThat(refused.err()).startsWith("error: " + wrong).contains("--jdk").hasLineCount(1);
    }
    Submission local = Submission.run("submit/local", "--jdk", path("top.tar.gz"), "train");
    assertThat(local.code()).isEqualTo(2);
    assertThat(local.err())
        .startsWith("error: --jdk must be used with submit/yarn")
        .hasLineCount(1);
  }
}
