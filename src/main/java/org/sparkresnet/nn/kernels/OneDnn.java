package org.sparkresnet.nn.kernels;

import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.sparkresnet.common.UserError;

/**
 * oneDNN library of this process: availability, version and instruction set. The first call loads
 * the library; loading is tried once.
 */
public final class OneDnn {
  private static final Map<Integer, String> ISA_NAMES =
      Map.of(
          dnnl.dnnl_cpu_isa_sse41, "SSE4.1",
          dnnl.dnnl_cpu_isa_avx, "AVX",
          dnnl.dnnl_cpu_isa_avx2, "AVX2",
          dnnl.dnnl_cpu_isa_avx2_vnni, "AVX2_VNNI",
          dnnl.dnnl_cpu_isa_avx2_vnni_2, "AVX2_VNNI_2",
          dnnl.dnnl_cpu_isa_avx512_core, "AVX512_CORE",
          dnnl.dnnl_cpu_isa_avx512_core_vnni, "AVX512_CORE_VNNI",
          dnnl.dnnl_cpu_isa_avx512_core_bf16, "AVX512_CORE_BF16",
          dnnl.dnnl_cpu_isa_avx512_core_fp16, "AVX512_CORE_FP16",
          dnnl.dnnl_cpu_isa_avx512_core_amx, "AVX512_CORE_AMX");

  private OneDnn() {}

  /**
   * Limits the library, for the rest of this process, to AVX2, the instruction set that all CPUs
   * have on which it can be used here. Nothing may have asked for its instruction set before, which
   * fixes that of the CPU; a second call does nothing.
   *
   * @throws UserError of code USAGE if the library has begun with more
   */
  public static void limitToAvx2() {
    try {
      Loader.load(dnnl.class);
    } catch (LinkageError | RuntimeException e) {
      return; // nothing to limit, as unavailableReason says
    }
    boolean limited = dnnl.dnnl_set_max_cpu_isa(dnnl.dnnl_cpu_isa_avx2) == dnnl.dnnl_success;
    if (!limited && isAvailable() && dnnl.dnnl_get_effective_cpu_isa() != dnnl.dnnl_cpu_isa_avx2) {
      throw UserError.usage(
          "train.portable = true must come before anything else of oneDNN in a process, and this one uses %s: start another, or set ONEDNN_MAX_CPU_ISA=AVX2"
              .formatted(instructionSet()));
    }
  }

  /** True if the library loads here and the CPU has at least AVX2. */
  public static boolean isAvailable() {
    return Library.UNAVAILABLE.isEmpty();
  }

  /** Reason in one line why the library cannot be used; empty if it can. */
  public static Optional<String> unavailableReason() {
    return Library.UNAVAILABLE;
  }

  /** Version of the library, for example 3.8.1. */
  public static String version() {
    requireAvailable();
    dnnl_version_t version = dnnl.dnnl_version();
    return version.major() + "." + version.minor() + "." + version.patch();
  }

  /**
   * Instruction set of the kernels: that of the CPU, or the lower one of the environment variable
   * ONEDNN_MAX_CPU_ISA. Results agree bit for bit only between equal instruction sets.
   */
  public static String instructionSet() {
    requireAvailable();
    int isa = dnnl.dnnl_get_effective_cpu_isa();
    return ISA_NAMES.getOrDefault(isa, "0x" + Integer.toHexString(isa));
  }

  /** True if the CPU has instructions for bfloat16, fast or not. */
  public static boolean hasBfloat16() {
    int needed = dnnl.dnnl_cpu_isa_avx512_core_bf16;
    return isAvailable() && (dnnl.dnnl_get_effective_cpu_isa() & needed) == needed;
  }

  /**
   * True if the CPU computes faster in bfloat16 than in float32: with AMX, or on an AMD CPU with
   * AVX512_CORE_BF16. ResNet-20 trained twice as fast on an Intel server CPU with AMX, and 1.6 to
   * 1.8 times as fast on AMD's Zen 4 and Zen 5; where that Intel CPU was limited to
   * AVX512_CORE_BF16, its convolutions were slower than in float32.
   */
  public static boolean isFastInBfloat16() {
    int amx = dnnl.dnnl_cpu_isa_avx512_core_amx;
    return hasBfloat16() && ((dnnl.dnnl_get_effective_cpu_isa() & amx) == amx || CpuVendor.isAmd());
  }

  /** Message, in one line, that a key for the precision cannot be bf16 here; empty if it can. */
  public static Optional<String> bfloat16Refusal(String key) {
    return hasBfloat16()
        ? Optional.empty()
        : Optional.of(key + " cannot be bf16: this CPU does not multiply bfloat16; set float32");
  }

  /** The CPU engine, one for the process; never freed. */
  static engine engine() {
    requireAvailable();
    return CpuEngine.INSTANCE;
  }

  private static void requireAvailable() {
    Library.UNAVAILABLE.ifPresent(
        reason -> {
          throw new IllegalStateException("oneDNN cannot be used: " + reason);
        });
  }

  private static final class Library {
    static final Optional<String> UNAVAILABLE = load();

    private static Optional<String> load() {
      try {
        Loader.load(dnnl.class);
      } catch (LinkageError | RuntimeException e) {
        String cause =
            e.getMessage() == null ? e.toString() : e.getMessage().lines().findFirst().orElse("");
        return Optional.of("its library does not load on " + Loader.getPlatform() + ": " + cause);
      }
      int isa = dnnl.dnnl_get_effective_cpu_isa();
      if ((isa & dnnl.dnnl_cpu_isa_avx2) != dnnl.dnnl_cpu_isa_avx2) {
        return Optional.of(
            "the CPU must have AVX2, has "
                + ISA_NAMES.getOrDefault(isa, "0x" + Integer.toHexString(isa)));
      }
      return Optional.empty();
    }
  }

  private static final class CpuEngine {
    static final engine INSTANCE = new engine(engine.kind.cpu, 0);
  }
}
