package org.sparkresnet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ExecutorOptionsTest {
  private static SparkConf complete(String... settings) {
    SparkConf conf = new SparkConf(false);
    for (int i = 0; i < settings.length; i += 2) {
      conf.set(settings[i], settings[i + 1]);
    }
    ExecutorOptions.complete(conf);
    return conf;
  }

  private static String javaOptions(String... settings) {
    return complete(settings).get("spark.executor.extraJavaOptions");
  }

  @Test
  void networksStayWithinTheMemoryOverhead() {
    assertThat(javaOptions("spark.executor.memory", "3g", "spark.executor.memoryOverhead", "7g"))
        .contains("javacpp.maxbytes=6144m ", "javacpp.maxphysicalbytes=10240m ");
    assertThat(javaOptions("spark.executor.memory", "1g", "spark.executor.memoryOverhead", "1024"))
        .contains("javacpp.maxbytes=512m ", "javacpp.maxphysicalbytes=2048m ");
    assertThat(
            javaOptions(
                "spark.executor.memory", "4g", "spark.executor.memoryOverheadFactor", "1.5"))
        .contains("javacpp.maxbytes=5120m ", "javacpp.maxphysicalbytes=10240m ");
    assertThat(javaOptions()).doesNotContain("maxbytes", "maxphysicalbytes");
  }

  @Test
  void whatTheUserDecidedStays() {
    SparkConf conf =
        complete(
            "spark.executor.memoryOverhead",
            "7g",
            "spark.executorEnv.OMP_NUM_THREADS",
            "3",
            "spark.executor.extraJavaOptions",
            "-Dorg.bytedeco.javacpp.maxbytes=1g -Dorg.bytedeco.javacpp.cachedir=/scratch");
    assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("3");
    assertThat(conf.get("spark.executor.extraJavaOptions"))
        .startsWith("-Dorg.bytedeco.javacpp.maxbytes=1g -Dorg.bytedeco.javacpp.cachedir=/scratch")
        .containsOnlyOnce("maxbytes")
        .containsOnlyOnce("cachedir");
  }

  @Test
  void threadsFollowTheCoresOfATask() {
    assertThat(complete().get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("1");
    assertThat(complete("spark.task.cpus", "4").get("spark.executorEnv.OMP_NUM_THREADS"))
        .isEqualTo("4");
  }

  @Test
  void nativeLibrariesGoWhereTheClusterManagerClearsUp() {
    assertThat(javaOptions("spark.master", "yarn")).endsWith("cachedir=javacpp");
    assertThat(javaOptions("spark.master", "spark://host:7077")).endsWith("cachedir=../../javacpp");
  }
}
