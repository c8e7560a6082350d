package org.sparkresnet.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.MemoryNeed;

/** The checks of a process's surroundings. */
class ProcessCheckTest {
  private static final long MB = 1_000_000;

  private static List<Finding> addresses(String variable, String value) {
    return AddressCheck.of("driver", new SparkConf(false), Map.of(variable, value));
  }

  @Test
  void anAddressIsOneOfThisMachine() {
    assertThat(addresses("SPARK_LOCAL_IP", "127.0.0.1")).allMatch(Finding::ok);
    assertThat(addresses("SPARK_LOCAL_IP", "0.0.0.0")).allMatch(Finding::ok);
    assertThat(addresses("SPARK_LOCAL_IP", "203.0.113.9"))
        .singleElement()
        .satisfies(
            it ->
                assertThat(it.line())
                    .startsWith(
                        "FAIL  driver: SPARK_LOCAL_IP must be an address of this machine, cannot"
                            + " be: 203.0.113.9"));
    assertThat(
            AddressCheck.of(
                "driver",
                new SparkConf(false).set("spark.driver.bindAddress", "203.0.113.9"),
                Map.of("SPARK_LOCAL_IP", "127.0.0.1")))
        .filteredOn(it -> !it.ok())
        .singleElement()
        .satisfies(it -> assertThat(it.text()).contains("spark.driver.bindAddress"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2,1", "auto", "-1", " 2", "1e3", "99999999999"})
  void aNumberOfThreadsThatCannotBeReadIsNamed(String value) {
    Finding finding = OmpCheck.of("driver", Map.of("OMP_NUM_THREADS", value), 1);
    assertThat(finding.ok()).isFalse();
    assertThat(finding.text())
        .isEqualTo("OMP_NUM_THREADS must be a number from 1 to 999, cannot be: " + value);
  }

  @Test
  void otherNumbersOfThreadsAreFit() {
    assertThat(OmpCheck.of("driver", Map.of(), 1).ok()).isTrue();
    assertThat(OmpCheck.of("driver", Map.of("OMP_NUM_THREADS", ""), 1).ok()).isTrue();
    assertThat(OmpCheck.of("driver", Map.of("OMP_NUM_THREADS", "16"), 1).ok()).isTrue();
    assertThat(OmpCheck.of("driver", Map.of("OMP_THREAD_LIMIT", "1"), 2).text())
        .contains("OMP_THREAD_LIMIT must be at least spark.task.cpus, 2, is 1");
  }

  @Test
  void namesOfFilesNeedMoreThanAscii() {
    assertThat(LocaleCheck.of("driver", "ANSI_X3.4-1968", "US-ASCII", Locale.ROOT).line())
        .startsWith("FAIL")
        .contains("ANSI_X3.4-1968", "LC_ALL=C.UTF-8");
    assertThat(LocaleCheck.of("driver", "UTF-8", "UTF-8", Locale.ROOT).text()).endsWith("locale C");
    assertThat(LocaleCheck.of("driver", "UTF-8", "UTF-8", new Locale("ar", "EG")).line())
        .startsWith("ok")
        .contains("its own digits are not used");
  }

  private static MemoryNeed need(int tasks) {
    return MemoryNeed.of(JobConfig.of(Map.of("model.depth", "20")), tasks, 128);
  }

  @Test
  void theMemoryOfAProcessIsComparedWithTheRecipe() {
    // Measured: 170 MB for a task.
    assertThat(need(1).offHeap()).isBetween(170 * MB, 280 * MB);
    MemoryCheck large = new MemoryCheck(4000 * MB, 200 * MB, 0, 0, 8000 * MB);
    assertThat(large.of("driver", need(2)).ok()).isTrue();
    assertThat(
            new MemoryCheck(4000 * MB, 200 * MB, 100 * MB, 0, 8000 * MB)
                .of("driver", need(2))
                .text())
        .contains("ResNet-20 with minibatches of 128", "has 100 MB", "javacpp.maxbytes");
    assertThat(
            new MemoryCheck(4000 * MB, 200 * MB, 0, 500 * MB, 8000 * MB)
                .of("executor 1 on h", need(2))
                .text())
        .contains("has 500 MB", "spark.executor.memoryOverhead", "maxphysicalbytes");
    assertThat(new MemoryCheck(4000 * MB, 200 * MB, 0, 0, 600 * MB).of("driver", need(2)).text())
        .contains("has 600 MB", "larger machine");
  }

  @Test
  void aTrainingIsRefusedOnlyIfItSurelyLacksMemory() {
    MemoryCheck tight = new MemoryCheck(4000 * MB, 200 * MB, 400 * MB, 0, 8000 * MB);
    assertThat(tight.of("driver", need(2)).ok()).isFalse();
    assertThat(tight.refusal("driver", need(2), 300 * MB)).isEmpty();
    MemoryCheck small = new MemoryCheck(4000 * MB, 200 * MB, 100 * MB, 0, 8000 * MB);
    assertThat(small.refusal("driver", need(2), 300 * MB)).isPresent();
  }

  @Test
  void clocksMayDifferByTheTimeOfTheJob() {
    ProcessReport report =
        new ProcessReport("1", "h:1", "executor 1 on h", List.of(), 100_000, "Europe/Berlin");
    assertThat(ClockCheck.of(report, 99_000, 101_000, "Etc/UTC").line())
        .startsWith("ok")
        .contains("Europe/Berlin (the driver's is Etc/UTC");
    assertThat(ClockCheck.of(report, 160_000, 161_000, "Etc/UTC").line())
        .startsWith("FAIL  executor 1 on h: its clock is at least ")
        .contains("behind");
    assertThat(ClockCheck.of(report, 10_000, 11_000, "Etc/UTC").line()).contains("before");
  }

  @Test
  void equalFindingsOfExecutorsAreOneLine() {
    List<Finding> findings =
        List.of(
            new Finding("executor 0 on a", true, "Java 17"),
            new Finding("executor 0 on a", false, "no AVX2"),
            new Finding("executor 1 on b", true, "Java 17"));
    assertThat(GroupedFindings.of(findings, 2))
        .extracting(Finding::line)
        .containsExactly("ok    all 2 executors: Java 17", "FAIL  executor 0 on a: no AVX2");
  }
}
