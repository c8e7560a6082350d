package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.testing.Nightly;

/** The submit scripts at the shell, without a cluster. */
class SubmitClusterIT {

  @TempDir private static Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"local", "standalone", "yarn", "minicluster", "sweep"})
  void helpNeedsNoBuild(String script) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(script));
    Submission copied = Submission.run("cp", "-r", "submit", "conf", copy.toString());
    assertThat(copied.code()).isZero();
    Submission help = Submission.run(copy.resolve("submit/" + script).toString(), "--help");
    assertThat(help.code()).as(help.said()).isZero();
    assertThat(help.out()).startsWith("Usage: submit/" + script).contains("\n  --");
    assertThat(copy.resolve("target")).doesNotExist();
  }

  @Test
  void optionsOfSparkSubmitPassThroughAndTheCommandFollows() {
    Submission printed =
        Submission.run(
            "submit/standalone",
            "spark://master:7077",
            "--print",
            "--verbose",
            "--total-executor-cores",
            "4",
            "--conf=spark.task.maxFailures=8",
            "--principal",
            "me@REALM",
            "--keytab",
            "me.keytab",
            "train",
            "--set",
            "train.epochs=1");
    assertThat(printed.out())
        .contains("bin/spark-submit --master spark://master:7077 --verbose")
        .contains("--total-executor-cores 4 --conf=spark.task.maxFailures=8")
        .contains("--principal me@REALM --keytab me.keytab")
        .endsWith("target/spark-resnet.jar train --set train.epochs=1 \n");
  }

  static Stream<List<String>> mistakes() {
    return Stream.of(
        List.of("master must be spark://HOST:PORT, cannot be: yarn", "standalone", "yarn", "train"),
        List.of(
            "a command must follow the options; see submit/local --help",
            "local",
            "--master",
            "local[1]"),
        List.of("--conf must have a value", "local", "--conf"),
        List.of("HADOOP_CONF_DIR must name the folder", "yarn", "train"),
        List.of("none: cannot be read (--secret-file)", "local", "--secret-file", "none", "train"),
        List.of(
            "--secure on standalone Spark needs --secret-file",
            "standalone",
            "spark://master:7077",
            "--secure",
            "train"),
        List.of(
            "service must be hdfs, yarn or standalone, cannot be: mesos", "minicluster", "mesos"),
        List.of(
            "must be its owner's only (chmod 600)", "local", "--secret-file", "pom.xml", "train"));
  }

  @ParameterizedTest(name = "{0}")
  @org.junit.jupiter.params.provider.MethodSource
  void mistakes(List<String> words) {
    String[] command = words.subList(1, words.size()).toArray(String[]::new);
    command[0] = "submit/" + command[0];
    Submission mistaken =
        Submission.run(Map.of("HADOOP_CONF_DIR", "", "YARN_CONF_DIR", ""), command);
    assertThat(mistaken.code()).as(mistaken.said()).isEqualTo(2);
    assertThat(mistaken.err()).startsWith("error: ").contains(words.get(0)).hasLineCount(1);
  }

  /** On a cluster whose default file system is this machine's, so that none is needed. */
  private static Submission ship(Path config, String... options) throws IOException {
    Path hadoop = Files.createDirectories(folder.resolve("hadoop"));
    Files.writeString(hadoop.resolve("core-site.xml"), "<configuration/>");
    List<String> words = new ArrayList<>(List.of("submit/yarn", "--print"));
    words.addAll(List.of(options));
    words.addAll(List.of("train", "--config", config.toString()));
    return Submission.run(
        Map.of("HADOOP_CONF_DIR", hadoop.toString()), words.toArray(String[]::new));
  }

  @Test
  void allThatAConfigurationIncludesGoesAlongToADriverOnTheCluster() throws IOException {
    Path recipes = Files.createDirectories(folder.resolve("my recipes, 2"));
    Path own =
        Files.writeString(
            recipes.resolve("v1.conf"), "train.seed = 1, include \"common\"\ntrain.epochs = 1\n");
    Files.writeString(recipes.resolve("common.conf"), "train { include \"last.json\" }\n");
    Files.writeString(recipes.resolve("last.json"), "{\"momentum\": 0.8}\n");
    Path link = Files.createSymbolicLink(recipes.resolve("newest.conf"), own.getFileName());
    Submission printed =
        ship(link, "--deploy-mode", "cluster", "--conf", "spark.yarn.dist.files=a.txt");
    assertThat(printed.code()).as(printed.said()).isZero();
    String uris = "file://" + folder.toRealPath() + "/my%%20recipes%%2C%%202/%s";
    assertThat(printed.out())
        .contains(
            "--conf spark.yarn.dist.files=%s\\,%s\\,%s\\,a.txt "
                .formatted(
                    uris.formatted("newest.conf"),
                    uris.formatted("common.conf"),
                    uris.formatted("last.json")))
        .endsWith(" train --config newest.conf \n");

    Submission client = ship(link);
    assertThat(client.out()).as("the driver is here").doesNotContain("last.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "include \"own.conf\" | own.conf: must include at most 100 files",
        "train.seed = 1, include \"absent\" | own.conf: cannot be included: ",
        "include \"more/deep.conf\" | own.conf: include must name a file beside it to go along to"
            + " the cluster, cannot be: more/deep.conf",
        "train { | not a HOCON file: ",
      })
  void aConfigurationThatCannotGoAlongIsRefusedBeforeAnythingIsSent(String text, String error)
      throws IOException {
    Path recipes = Files.createTempDirectory(folder, "recipes");
    Files.createDirectory(recipes.resolve("more"));
    Files.writeString(recipes.resolve("more/deep.conf"), "train.seed = 3\n");
    Path own = Files.writeString(recipes.resolve("own.conf"), text);
    Submission refused = ship(own, "--deploy-mode", "cluster");
    assertThat(refused.code()).as(refused.said()).isEqualTo(2);
    assertThat(refused.err()).startsWith("error: ").contains(error).hasLineCount(1);
  }

  @Test
  void exitCodesReachTheShell() throws IOException {
    Submission typo = Submission.run("submit/local", "train", "--set", "train.epoch=3");
    assertThat(typo.code()).as(typo.said()).isEqualTo(2);
    Path other = Files.createDirectory(folder.resolve("no-images"));
    Files.writeString(other.resolve("notes.txt"), "no images");
    Submission missing =
        Submission.run(
            "submit/local",
            "train",
            "--set",
            "data.path=" + other,
            "--store",
            folder.resolve("exit-codes").toString());
    assertThat(missing.code()).as(missing.said()).isEqualTo(3);
    // Spark may say that another one on the machine has its port.
    assertThat(missing.errors())
        .singleElement()
        .asString()
        .contains("no training file data_batch*.bin");
    assertThat(missing.err()).doesNotContain("\tat ");
  }

  /**
   * So nothing stays, whoever is killed: a stand-in for spark-submit looks while a job would run.
   */
  @Test
  void aSecretStandsInNoFileThatHasAName() throws IOException {
    Path spark = Files.createDirectories(folder.resolve("spark/bin"));
    Path submit = spark.resolve("spark-submit");
    Files.writeString(
        submit,
        """
        #!/usr/bin/env bash
        while [ "$1" != --properties-file ]; do shift; done
        echo "$2"; grep -c '^spark.authenticate.secret hush$' "$2"; grep -c acls "$2"; ls -A "$TMPDIR"
        """);
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwx------"));
    Path secret = Files.writeString(folder.resolve("secret"), "hush");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Path temporary = Files.createDirectories(folder.resolve("temporary"));
    Submission looked =
        Submission.run(
            Map.of("SPARK_HOME", spark.getParent().toString(), "TMPDIR", temporary.toString()),
            "submit/local",
            "--secret-file",
            secret.toString(),
            "describe");
    assertThat(looked.code()).as(looked.said()).isZero();
    assertThat(looked.out()).isEqualTo("/proc/self/fd/8\n1\n1\n");
  }

  @Nightly
  @ParameterizedTest
  @ValueSource(strings = {"077", "022"})
  void theStoresFilesFollowTheUmask(String umask) throws IOException {
    Path store = folder.resolve("umask-" + umask);
    List<String> train =
        TrainingRun.train(MiniClusterProcess.SLICE.toString(), store.toString(), "--run-id", "u");
    Submission trained =
        Submission.run(
            TrainingRun.words(
                List.of(
                    "bash",
                    "-c",
                    "umask " + umask + "; exec submit/local --master 'local[2]' \"$@\"",
                    "bash"),
                List.of("--event-log", store + "-events"),
                train));
    assertThat(trained.code()).as(trained.said()).isZero();
    Set<PosixFilePermission> expected =
        PosixFilePermissions.fromString(umask.equals("077") ? "rw-------" : "rw-r--r--");
    try (Stream<Path> files = Files.walk(store)) {
      List<Path> regular = files.filter(Files::isRegularFile).toList();
      assertThat(regular)
          .as("Parquet files, checkpoints, model, summary")
          .anyMatch(file -> file.toString().endsWith(".parquet"))
          .anyMatch(file -> file.endsWith("state.bin"))
          .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file)).isEqualTo(expected));
    }
    try (Stream<Path> logs = Files.list(Path.of(store + "-events"))) {
      assertThat(logs.toList())
          .as("event log for the History Server, in files of limited size")
          .singleElement()
          .matches(log -> rolled(log).contains("run u: round 1, epoch 1"), "names Spark's jobs");
    }
  }

  /** All files of a rolling event log. */
  private static String rolled(Path log) {
    assertThat(log.getFileName().toString()).startsWith("eventlog_v2_");
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(log)) {
      for (Path file :
          files.filter(it -> it.getFileName().toString().startsWith("events_")).toList()) {
        all.append(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString();
  }
}
