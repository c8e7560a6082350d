package org.sparkresnet.nn.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkresnet.nn.onednn.NewProcess;
import org.sparkresnet.testing.Slow;

class CpuKernelsTest {
  @Test
  void identityHasInstructionSetVersionAndCore() {
    assertThat(CpuKernels.identity())
        .isEqualTo(
            "%s, oneDNN %s, OpenBLAS %s"
                .formatted(OneDnn.instructionSet(), OneDnn.version(), CpuKernels.openBlasCore()));
    assertThat(CpuKernels.openBlasCore()).matches("[A-Z0-9]+");
  }

  /** Both variables lower the kernels, so they are possible on any CPU that oneDNN runs on. */
  @Slow
  @Test
  void identityIsWhatTheLibrariesUseAndNotWhatTheCpuHas() throws Exception {
    assertThat(identity("Haswell")).endsWith(", OpenBLAS HASWELL");
    assertThat(identity("Nehalem")).startsWith("AVX2, oneDNN ").endsWith(", OpenBLAS NEHALEM");
  }

  private static String identity(String core) throws Exception {
    return NewProcess.run(
        Child.class,
        Map.of("ONEDNN_MAX_CPU_ISA", "AVX2", "OPENBLAS_CORETYPE", core),
        List.of("-Xmx512m"))[0];
  }

  /** Main class of a process whose environment limits the kernels. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      NewProcess.say(CpuKernels.identity());
    }
  }
}
