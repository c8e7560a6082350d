package org.sparkresnet.nn.kernels;

import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Identity of the code that the native libraries of this JVM chose for its CPU. Equal trainings
 * give equal bits only on equal kernels.
 */
public final class CpuKernels {
  /** Cores that OpenBLAS has kernels for. */
  private static final List<String> CORES =
      List.of(
          "PRESCOTT",
          "CORE2",
          "NEHALEM",
          "SANDYBRIDGE",
          "HASWELL",
          "SKYLAKEX",
          "COOPERLAKE",
          "BARCELONA",
          "BULLDOZER",
          "PILEDRIVER",
          "STEAMROLLER",
          "EXCAVATOR",
          "ZEN");

  private CpuKernels() {}

  /** Found once, by the first that asks: the libraries choose once, and each round asks. */
  private static final class Found {
    private static final String OPEN_BLAS_CORE = findOpenBlasCore();
    private static final String IDENTITY =
        (OneDnn.isAvailable()
                ? OneDnn.instructionSet() + ", oneDNN " + OneDnn.version()
                : "no oneDNN")
            + ", OpenBLAS "
            + OPEN_BLAS_CORE;
  }

  /**
   * Instruction set and version of oneDNN, which computes most layers, and the core type of
   * OpenBLAS, which computes the dense layer: "AVX512_CORE_BF16, oneDNN 3.8.1, OpenBLAS HASWELL".
   * Loads both libraries.
   */
  public static String identity() {
    return Found.IDENTITY;
  }

  /**
   * Core type whose kernels OpenBLAS uses: that of the CPU, or the one of the environment variable
   * OPENBLAS_CORETYPE; "unknown" for another library in its place.
   */
  public static String openBlasCore() {
    return Found.OPEN_BLAS_CORE;
  }

  private static String findOpenBlasCore() {
    Nd4j.getExecutioner(); // loads OpenBLAS
    // OpenBLAS's own function for this has no binding. It compares the same addresses.
    Pointer inUse = Loader.addressof("gotoblas");
    if (inUse == null) {
      return "unknown";
    }
    long table = new LongPointer(inUse).get();
    return CORES.stream()
        .filter(core -> table == address("gotoblas_" + core))
        .findFirst()
        .orElse("unknown");
  }

  private static long address(String symbol) {
    Pointer symbolAt = Loader.addressof(symbol);
    return symbolAt == null ? 0 : symbolAt.address();
  }
}
