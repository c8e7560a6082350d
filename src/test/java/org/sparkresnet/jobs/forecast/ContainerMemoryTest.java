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
  void executorsThatHoldItAreFine() {
    assertThatCode(() -> of("3g", "7g").requireHolds(needs(6.0 * GB, 3.0 * GB), "ResNet-20"))
        .doesNotThrowAnyException();
  }

  @Test
  void theKeyToRaiseIsNamedWithItsLeastValue() {
    assertThatThrownBy(() -> of("3g", "2g").requireHolds(needs(2.5 * GB, GB), "ResNet-110, bf16"))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "spark.executor.memoryOverhead must be at least 3584m for an executor that trains ResNet-110, bf16, is 2048m: raise it, or train with a smaller train.batch-size or fewer spark.executor.cores");
    assertThatThrownBy(() -> of("512m", "7g").requireHolds(needs(GB, GB), "ResNet-20, float32"))
        .hasMessageStartingWith("spark.executor.memory must be at least 1024m for ");
  }

  @Test
  void theLeastValueIsEnough() {
    assertThatCode(() -> of("3g", "3584m").requireHolds(needs(2.5 * GB, GB), "ResNet-110"))
        .doesNotThrowAnyException();
  }
}
