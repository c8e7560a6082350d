package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cluster's configuration of Spark, with the project's under it. */
class ClusterSettingsClusterIT {
  @TempDir private Path folder;
  private Path conf;

  @BeforeEach
  void makeConf() throws IOException {
    conf = Files.createDirectory(folder.resolve("conf"));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(conf.resolve(name), text);
  }

  private Submission submit(Map<String, String> more, String... command) {
    Map<String, String> environment = new HashMap<>(Map.of("SPARK_CONF_DIR", conf.toString()));
    environment.putAll(more);
    return Submission.run(environment, command);
  }

  @Test
  void printTellsWhereEachSettingComesFrom() throws IOException {
    write(
        "spark-defaults.conf",
        """
        spark.executor.memory = 5g
        spark.driver.extraJavaOptions: -Dx="a b" \\
            -Dorg.bytedeco.javacpp.maxbytes=9g
        spark.serializer org.apache.spark.serializer.KryoSerializer
        spark.driver.extraClassPath /opt/extra/*
        spark.submit.deployMode cluster
        """);
    Submission printed =
        submit(Map.of(), "submit/local", "--conf", "spark.locality.wait=1s", "--print", "train");
    String file = conf.resolve("spark-defaults.conf").toString();
    assertThat(printed.out().lines().map(line -> line.replaceAll(" +", " ")))
        .as(printed.said())
        .contains(
            "# SPARK_CONF_DIR=" + conf,
            "# spark.executor.memory [" + file + "] 5g",
            "# spark.executor.memoryOverhead [project] 7g",
            "# spark.locality.wait [command line] 1s",
            "# spark.driver.extraJavaOptions [project, then "
                + file
                + "] -Dorg.bytedeco.javacpp.maxphysicalbytes=12g"
                + " -Dorg.bytedeco.javacpp.logger=slf4j -Djava.awt.headless=true"
                + " -Dx=\"a b\" -Dorg.bytedeco.javacpp.maxbytes=9g",
            "# spark.serializer [project, which needs it, instead of"
                + " org.apache.spark.serializer.KryoSerializer ("
                + file
                + ")] org.apache.spark.serializer.JavaSerializer",
            "# spark.submit.deployMode [project] client");
    assertThat(printed.out().lines().filter(line -> !line.startsWith("#")))
        .singleElement()
        .asString()
        .contains("--conf spark.executor.memoryOverhead=7g")
        .doesNotContain("spark.executor.memory=");
  }

  /** Workers of standalone Spark give executors their own environment, not the driver's. */
  @Test
  void theChoiceOfKernelsReachesExecutorsOfStandaloneSpark() {
    Submission printed =
        submit(
            Map.of("OPENBLAS_CORETYPE", "Haswell", "ONEDNN_MAX_CPU_ISA", "AVX2"),
            "submit/standalone",
            "spark://master:7077",
            "--print",
            "train");
    assertThat(printed.out())
        .as(printed.said())
        .contains("--conf spark.executorEnv.OPENBLAS_CORETYPE=Haswell")
        .contains("--conf spark.executorEnv.ONEDNN_MAX_CPU_ISA=AVX2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.driver.memory 4gb | spark.driver.memory must be a size with a unit of one letter",
        "spark.executor.memoryOverhead | must be a size such as 7g, cannot be: empty",
        "spark.driver.extraJavaOptions -Xmx9g | must leave the heap (-Xmx) to spark.driver.memory",
        "spark.x=\\u12 | spark-defaults.conf: cannot be read: Malformed"
      })
  void whatCannotWorkIsNamedBeforeSparkStarts(String line, String message) throws IOException {
    write("spark-defaults.conf", line + "\n");
    refused(submit(Map.of(), train()), message);
  }

  @Test
  void anAbsentConfigurationIsNamed() {
    refused(submit(Map.of("SPARK_CONF_DIR", "/none"), train()), "SPARK_CONF_DIR must be a folder");
    String[] words = {"submit/local", "--properties-file", "/none/p.conf", "train"};
    refused(submit(Map.of(), words), "/none/p.conf: cannot be read");
  }

  private String[] train() {
    return new String[] {"submit/local", "train", "--store", folder.resolve("store").toString()};
  }

  private void refused(Submission refused, String message) {
    assertThat(refused.code()).as(refused.said()).isEqualTo(2);
    assertThat(refused.err()).startsWith("error: ").contains(message).hasLineCount(1);
    assertThat(folder.resolve("store")).doesNotExist();
  }

  /** It may be the only place that names Hadoop's configuration, or an old Java. */
  @Test
  void sparkEnvIsReadBeforeAnythingIsChecked() throws IOException {
    Map<String, String> none = Map.of("HADOOP_CONF_DIR", "", "YARN_CONF_DIR", "");
    write("spark-env.sh", "HADOOP_CONF_DIR=/cluster/${UNSET}conf\nfalse\n");
    refused(submit(none, "submit/yarn", "train"), "/cluster/conf/core-site.xml: no such file");
    write("spark-env.sh", "JAVA_HOME=/usr/lib/jvm/java-8\n");
    refused(
        submit(Map.of("JAVA_HOME", ""), train()),
        "(JAVA_HOME=/usr/lib/jvm/java-8 of " + conf.resolve("spark-env.sh") + ")");
  }

  /** A distribution as an administrator leaves it, with its conf folder. */
  @Test
  void aTrainingRunsWithTheConfigurationOfSparkHome() throws IOException {
    Path events = Files.createDirectory(folder.resolve("events"));
    Path spark = Path.of("target/spark").toAbsolutePath();
    for (String part : List.of("bin", "jars")) {
      Files.createSymbolicLink(folder.resolve(part), spark.resolve(part));
    }
    write(
        "spark-defaults.conf",
        """
        spark.eventLog.enabled           true
        spark.eventLog.dir               file://%s
        spark.ui.enabled                 false
        spark.master                     yarn
        spark.submit.deployMode          cluster
        spark.serializer                 org.apache.spark.serializer.KryoSerializer
        spark.default.parallelism        40
        spark.sql.sources.default        orc
        spark.yarn.queue                 night
        spark.driver.extraJavaOptions    -Dcluster.own="two words"
        spark.jars                       %s
        spark.files                      file://%s
        """
            .formatted(
                events,
                spark.resolve("jars").toFile().listFiles()[0],
                conf.resolve("metrics.properties")));
    write("log4j2.properties.template", "rootLogger.level = trace\n");
    write("spark-env.sh", "echo env is read; export SPARK_DAEMON_MEMORY=1g\n");
    write(
        "metrics.properties",
        "*.sink.csv.class=org.apache.spark.metrics.sink.CsvSink\n*.sink.csv.directory="
            + events
            + "\n");
    write(
        "hive-site.xml",
        "<configuration><property><name>hive.metastore.uris</name>"
            + "<value>thrift://none.invalid:9083</value></property></configuration>");
    Path store = folder.resolve("store");
    Submission trained =
        Submission.run(
            Map.of("SPARK_HOME", folder.toString()),
            TrainingRun.words(
                List.of("submit/local", "--master", "local[2]"),
                List.of(),
                TrainingRun.train(MiniClusterProcess.SLICE.toString(), store.toString())));
    for (String part : List.of("bin", "jars")) {
      Files.delete(folder.resolve(part)); // JUnit would warn of links that lead out
    }
    assertThat(trained.code()).as(trained.said()).isZero();
    assertThat(trained.err()).isEqualTo("env is read\n");
    assertThat(events.toFile().list())
        .as("event log and metrics of the cluster's files")
        .anyMatch(name -> name.startsWith("eventlog_v2_"))
        .anyMatch(name -> name.endsWith(".csv"));
    Submission log =
        Submission.run(
            "grep", "-rhoE", "-m1", "maxphysicalbytes=12g.*two words", events.toString());
    assertThat(log.out()).as("both Java options").isNotEmpty();
  }
}
