package org.sparkresnet.nn.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sparkresnet.common.ExitCode;

class NativeFailureTest {
  /** As JavaCPP throws it. */
  private static OutOfMemoryError offHeap() {
    OutOfMemoryError outer =
        new OutOfMemoryError("Cannot allocate new FloatPointer(9): totalBytes = 1M");
    outer.initCause(
        new OutOfMemoryError(
            "Physical memory usage is too high: physicalBytes (518M) > maxPhysicalBytes (500M)"));
    return outer;
  }

  private static String message(Throwable failure, String place) {
    return NativeFailure.in(failure, place)
        .map(
            error -> {
              assertThat(error.exitCode()).isEqualTo(ExitCode.USAGE);
              // Spark ends a process for an OutOfMemoryError among the causes.
              assertThat(error.getCause()).isNull();
              return error.getMessage();
            })
        .orElse("");
  }

  @Test
  void memoryThatIsMissingIsNamedWithWhatToRaise() {
    assertThat(message(new IllegalStateException(offHeap()), "driver"))
        .startsWith("driver: too little memory off the heap: Physical memory usage is too high: ")
        .contains("> maxPhysicalBytes (500M); raise -Dorg.bytedeco.javacpp.maxbytes");
    assertThat(message(offHeap(), "executor 1 on h"))
        .startsWith("executor 1 on h: ")
        .contains("raise spark.executor.memoryOverhead");
    assertThat(message(new OutOfMemoryError("Java heap space"), "driver"))
        .contains("raise spark.driver.memory");
    assertThat(message(new OutOfMemoryError("Java heap space"), "executor 1 on h")).isEmpty();
  }

  @Test
  void aLibraryThatDoesNotLoadIsNamedWithItsFolder() {
    Throwable failure =
        new NoClassDefFoundError("Could not initialize class org.nd4j.linalg.factory.Nd4j");
    assertThat(message(failure, "driver"))
        .startsWith("driver: native libraries cannot be loaded from /")
        .contains("org.nd4j", "JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=FOLDER");
    assertThat(message(new UnsatisfiedLinkError("x.so: failed to map"), "executor 1 on h"))
        .contains("failed to map", "spark.executor.extraJavaOptions");
  }

  @Test
  void otherFailuresStay() {
    assertThat(NativeFailure.in(new IllegalStateException("x"), "driver")).isEmpty();
    assertThat(NativeFailure.in(new NoClassDefFoundError("org/example/X"), "driver")).isEmpty();
  }
}
