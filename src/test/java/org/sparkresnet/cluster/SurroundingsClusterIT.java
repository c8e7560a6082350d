package org.sparkresnet.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.nn.kernels.NativeFolder;
import org.sparkresnet.nn.kernels.OneDnn;
import org.sparkresnet.testing.Nightly;

/** Other people's machines: what works there, and what is refused in one line. */
class SurroundingsClusterIT {
  @TempDir private Path folder;

  private DriverProcess start(String shell, Map<String, String> properties, String... command)
      throws IOException {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(
        List.of(
            "--store",
            store().toString(),
            "--set",
            "data.path=" + MiniClusterProcess.SLICE.toAbsolutePath()));
    for (String setting :
        List.of("model.depth=8", "train.workers=2", "train.batch-size=50", "train.iterations=2")) {
      words.addAll(List.of("--set", setting));
    }
    return DriverProcess.start(folder, shell, properties, words);
  }

  private Path store() {
    return folder.resolve("store");
  }

  private static Map<String, String> cluster(String... more) throws IOException {
    Map<String, String> properties =
        new TreeMap<>(
            Map.of(
                "spark.master", "local-cluster[2,1,1024]",
                "spark.executor.memory", "1g",
                "spark.executor.memoryOverhead", "2g",
                "spark.executor.extraClassPath", System.getProperty("java.class.path"),
                "spark.executor.extraJavaOptions",
                    "-XX:TieredStopAtLevel=1 -Dorg.bytedeco.javacpp.logger=slf4j"
                        + " -Dorg.bytedeco.javacpp.cachedir="
                        + NativeFolder.path()));
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return properties;
  }

  private void refused(DriverProcess train, String... parts)
      throws IOException, InterruptedException {
    train.expect(2);
    assertThat(train.err()).startsWith("error: ").contains(parts).hasLineCount(1);
    assertThat(store().resolve("runs")).as("nothing is stored").doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train | export OMP_NUM_THREADS=0 | OMP_NUM_THREADS must be a number from 1 to 999, cannot be: 0",
        "plan | export OMP_NUM_THREADS=0 | OMP_NUM_THREADS must be a number from 1 to 999, cannot be: 0",
        "train | export SPARK_LOCAL_IP=203.0.113.9 | SPARK_LOCAL_IP must be an address of this machine"
      })
  void anUnfitDriverIsRefusedBeforeSparkStarts(String command, String shell, String message)
      throws Exception {
    try (DriverProcess job = start(shell, Map.of(), command)) {
      refused(job, message);
    }
  }

  @Test
  void doctorReachesEveryExecutor() throws Exception {
    try (DriverProcess doctor = start("true", cluster(), "doctor")) {
      doctor.expect(0);
      assertThat(doctor.out().lines())
          .allMatch(line -> line.startsWith("ok    "))
          .contains("ok    executors: all 2 answered")
          .anyMatch(line -> line.startsWith("ok    all 2 executors: Java 17"))
          .anyMatch(line -> line.startsWith("ok    all 2 executors: store can be written"))
          .anyMatch(line -> line.startsWith("ok    data: "));
      assertThat(store()).as("doctor leaves nothing").doesNotExist();
    }
  }

  @Test
  void anExecutorWithoutAvx2IsNamedBeforeAnythingIsStored() throws Exception {
    refusedWithoutAvx2("train");
  }

  @Nightly
  @Test
  void anExecutorWithoutAvx2IsNamedToAPlanToo() throws Exception {
    refusedWithoutAvx2("plan");
  }

  private void refusedWithoutAvx2(String command) throws Exception {
    Map<String, String> old = cluster("spark.executorEnv.ONEDNN_MAX_CPU_ISA", "SSE41");
    try (DriverProcess job = start("true", old, command)) {
      refused(job, "error: executor ", " on 127.0.0.1: ", "the CPU must have AVX2, has SSE4.1");
    }
  }

  @Test
  void anExecutorWithoutBfloat16HasItsClusterTrainAndScoreInFloat32() throws Exception {
    assumeTrue(OneDnn.isFastInBfloat16(), "a driver that multiplies bfloat16");
    Map<String, String> old = cluster("spark.executorEnv.ONEDNN_MAX_CPU_ISA", "AVX2");
    String note = "precision: float32, as the instruction set of executor ";
    try (DriverProcess train = start("true", old, "train", "--run-id=r")) {
      train.expect(0);
      assertThat(train.out()).contains(note);
    }
    assertThat(store().resolve("runs/r/manifest.json"))
        .content()
        .contains("\"train.precision\" : \"float32\"");
    String images = MiniClusterProcess.SLICE.resolve("test_batch.bin").toAbsolutePath().toString();
    try (DriverProcess score =
        start("true", old, "score", "--model", modelOf("r"), "--input", images)) {
      score.expect(0);
      assertThat(score.out()).contains(note);
    }
  }

  private String modelOf(String run) {
    return store().resolve("runs").resolve(run).resolve("model.zip").toString();
  }

  @Test
  void tooLittleMemoryOffTheHeapIsAFailedRowAndOneLine() throws Exception {
    // More than a training surely needs, with which it begins, and less than it does need.
    Map<String, String> limit = Map.of("org.bytedeco.javacpp.maxbytes", "40m");
    String[] train32 = {"train", "--run-id=r", "--set", "train.precision=float32"};
    try (DriverProcess train = start("cd " + folder, limit, train32)) {
      train.expect(2);
      assertThat(train.err().lines())
          .filteredOn(line -> line.startsWith("error: "))
          .singleElement()
          .asString()
          .contains("driver: too little memory off the heap: ", "maxbytes");
    }
    assertThat(store().resolve("runs/r/summary.json")).content().contains("\"FAILED\"");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(file -> file.toString().contains("crash-dump"));
    }
  }

  /** A Java that says it is another one, and none at all. */
  @Test
  void everyScriptNamesAnotherJava() throws IOException {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho '    java.specification.version = 25' >&2\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    String home = folder.resolve("jdk").toString();
    Path hadoop = Files.createDirectories(folder.resolve("hadoop"));
    Files.writeString(hadoop.resolve("core-site.xml"), "<configuration/>");
    Path sweep = Files.writeString(folder.resolve("s.sweep"), "r conf/quick.conf\n");
    for (String script :
        List.of(
            "submit/local train",
            "submit/standalone spark://h:1 train",
            "submit/yarn train",
            "submit/sweep " + sweep,
            "submit/minicluster",
            "submit/retrain --logs " + folder.resolve("logs"))) {
      Submission other =
          Submission.run(
              Map.of("JAVA_HOME", home, "HADOOP_CONF_DIR", hadoop.toString()), script.split(" "));
      assertThat(other.code()).as(script + other.said()).isEqualTo(2);
      assertThat(other.err())
          .startsWith("error: needs Java 17, is 25 (JAVA_HOME=" + home + ")")
          .hasLineCount(1);
    }
    Submission none = Submission.run(Map.of("JAVA_HOME", "/none"), "submit/local", "train");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).startsWith("error: needs Java 17, there is no /none/bin/java");
  }

  @Test
  void aSparkOfAnotherScalaIsNamed() throws IOException {
    Path spark = folder.resolve("spark");
    Files.createDirectories(spark.resolve("jars"));
    Files.createFile(spark.resolve("jars/spark-core_2.13-4.0.1.jar"));
    Path submit = Files.createDirectories(spark.resolve("bin")).resolve("spark-submit");
    Files.createFile(
        submit, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Submission other =
        Submission.run(Map.of("SPARK_HOME", spark.toString()), "submit/local", "train");
    assertThat(other.code()).as(other.said()).isEqualTo(2);
    assertThat(other.err())
        .startsWith("error: needs Spark 3.5 with Scala 2.12, is Spark 4.0.1 with Scala 2.13")
        .hasLineCount(1);
  }

  /** A stand-in for spark-submit shows what the job gets. */
  private Submission surroundings(Map<String, String> environment, String... before)
      throws IOException {
    Path submit = Files.createDirectories(folder.resolve("echo/bin")).resolve("spark-submit");
    Files.writeString(
        submit,
        """
        #!/bin/sh
        echo "$OMP_NUM_THREADS $LC_CTYPE"
        echo "messages $LC_ALL $LC_MESSAGES $LANGUAGE."
        """);
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> words = new ArrayList<>(List.of(before));
    words.addAll(List.of("submit/local", "describe"));
    Map<String, String> all = new TreeMap<>(environment);
    all.put("SPARK_HOME", folder.resolve("echo").toString());
    return Submission.run(all, words.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"0;1", "2,1;2", "auto;1", "4;4", "'';1", "' 3 ';3", "99999;1"})
  void aNumberOfThreadsIsUsedWhateverTheVariableSays(String given, String used) throws IOException {
    Submission job = surroundings(Map.of(), "env", "OMP_NUM_THREADS=" + given);
    assertThat(job.code()).as(job.said()).isZero();
    assertThat(job.out()).startsWith(used + " ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "LANG=C", "LC_ALL=POSIX", "LANG=xx_YY.UTF-8"})
  void aLocaleWithoutLettersBecomesOneOfUtf8(String locale) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("env", "-u", "LC_ALL", "-u", "LC_CTYPE", "-u", "LANG"));
    if (!locale.isEmpty()) {
      words.add(locale);
    }
    Submission job = surroundings(Map.of(), words.toArray(String[]::new));
    assertThat(job.out()).as(job.said()).contains(" C.UTF-8\n");
  }

  /** Java tells a full disk by the kernel's words alone. */
  @ParameterizedTest
  @ValueSource(strings = {"LC_ALL=C.UTF-8", "LC_MESSAGES=de_DE.UTF-8", "LANGUAGE=de"})
  void theKernelsReasonsAreInEnglishInWhateverLanguageTheUserWorks(String language)
      throws IOException {
    Submission job =
        surroundings(Map.of(), "env", "-u", "LC_ALL", "-u", "LC_CTYPE", "LANG=C.UTF-8", language);
    assertThat(job.out()).as(job.said()).contains("messages  C .");
  }

  @Test
  void anUnknownHostIsNamedByTheScript() throws IOException {
    Submission job = surroundings(Map.of("SPARK_LOCAL_IP", "no-such-host.invalid"));
    assertThat(job.code()).isEqualTo(2);
    assertThat(job.err())
        .startsWith("error: SPARK_LOCAL_IP must have an address, has none: no-such-host.invalid")
        .hasLineCount(1);
  }
}
