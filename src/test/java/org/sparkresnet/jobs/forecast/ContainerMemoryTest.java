package org.sparkresnet.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.UserError;
import org.sparkresnet.jobs.MemoryNeed;

class ContainerMemoryTest {
  private static final long GB = 1L << 30;

  private static ContainerMemory of(String heap, String overhead) {
    return ContainerMemory.of(
            new SparkConf(false)
                .set("spark.executor.memory", heap)
                .set("spark.executor.memoryOverhead", overhead),
            false)
        .orElseThrow();
  }

  private static Forecast needs(double offHeap, double heap) {
    Map<Figure, Forecast.Expected> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.EXECUTOR_OFF_HEAP_BYTES, new Forecast.Expected(offHeap, "estimate"));
    figures.put(Figure.EXECUTOR_HEAP_BYTES, new Forecast.Expected(heap, "estimate"));
    return new Forecast(figures);
  }

  @Test
  void aContainerIsHeapAndOverhead() {
    assertThat(of("3g", "7g").bytes()).isEqualTo(10 * GB);
    assertThat(ContainerMemory.of(new SparkConf(false), false).orElseThrow().bytes())
        .as("Spark's defaults: 1 GB, and 384 MB of overhead")
        .isEqualTo((1024L + 384) << 20);
    assertThat(ContainerMemory.of(new SparkConf(false), true)).as("the driver trains").isEmpty();
  }

  @Test
  void theOverheadMayBeAShareOfTheHeap() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.executor.memory", "4g")
            .set("spark.executor.memoryOverheadFactor", "0.5");
    assertThat(ContainerMemory.of(conf, false).orElseThrow().overhead()).isEqualTo(2 * GB);
    conf.set("spark.executor.memoryOverhead", "1g");
    assertThat(ContainerMemory.of(conf, false).orElseThrow().overhead())
        .as("which Spark takes if it is set")
        .isEqualTo(GB);
  }

  /** Networks of so many bytes, by the estimate. */
  private static MemoryNeed networks(double bytes) {
    return new MemoryNeed(1, (long) bytes, "ResNet");
  }

  private static void require(ContainerMemory container, double offHeap, double heap, String work) {
    container.requireHolds(needs(offHeap, heap), networks(offHeap), work);
  }

  @Test
  void executorsThatHoldItAreFine() {
    assertThatCode(() -> require(of("3g", "7g"), 6.0 * GB, 3.0 * GB, "ResNet-20"))
        .doesNotThrowAnyException();
  }

  @Test
  void allBesideTheHeapIsComparedWithTheWholeOverhead() {
    assertThatCode(() -> require(of("3g", "1g"), 600 << 20, GB, "ResNet-8"))
        .as("networks may use 512 MB of the 1,024, and the rest is more than networks")
        .doesNotThrowAnyException();
  }

  @Test
  void networksThatSurelyNeedMoreThanTheirPartAreRefused() {
    assertThatThrownBy(
            () ->
                of("3g", "1g").requireHolds(needs(GB, GB), networks(1500 << 20), "ResNet-8, bf16"))
        .as("0.4 of the estimate is 600 MB, and networks may use half of the overhead")
        .hasMessageStartingWith(
            "spark.executor.memoryOverhead must be at least 1200m for an executor that trains"
                + " ResNet-8, bf16, is 1024m: ");
    assertThatCode(
            () -> of("3g", "1200m").requireHolds(needs(GB, GB), networks(1500 << 20), "ResNet-8"))
        .doesNotThrowAnyException();
  }

  @Test
  void theKeyToRaiseIsNamedWithItsLeastValue() {
    assertThatThrownBy(() -> require(of("3g", "2g"), 2.5 * GB, GB, "ResNet-110, bf16"))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "spark.executor.memoryOverhead must be at least 2560m for an executor that trains ResNet-110, bf16, is 2048m: raise it, or train with a smaller train.batch-size or fewer spark.executor.cores");
    assertThatThrownBy(() -> require(of("512m", "7g"), GB, GB, "ResNet-20, float32"))
        .hasMessageStartingWith("spark.executor.memory must be at least 1024m for ");
  }

  @Test
  void theLeastValueIsEnough() {
    assertThatCode(() -> require(of("3g", "2560m"), 2.5 * GB, GB, "ResNet-110"))
        .doesNotThrowAnyException();
  }
}
