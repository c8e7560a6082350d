package org.sparkresnet.nn.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.sparkresnet.nn.onednn.Networks;
import org.sparkresnet.nn.onednn.NewProcess;

class OneDnnTest {
  /** Rounding differs with the width of vectors; three steps of a small network keep it small. */
  private static final double TOLERANCE = 1e-3;

  @Test
  void saysWhatItIs() {
    assertThat(OneDnn.unavailableReason()).isEmpty();
    assertThat(OneDnn.version()).matches("3\\.\\d+\\.\\d+");
    assertThat(OneDnn.instructionSet()).matches("[A-Z0-9_]+");
  }

  @Test
  void computesTheSameOnACpuWithAvx2Only() throws Exception {
    String[] lines = run("AVX2");
    assertThat(lines[0]).isEqualTo("AVX2");
    assertThat(Math.abs(Double.parseDouble(lines[1]) - scoreAfterThreeSteps()))
        .isLessThan(TOLERANCE);
  }

  @Test
  void refusesACpuWithoutAvx2() throws Exception {
    assertThat(run("SSE41")[0]).isEqualTo("the CPU must have AVX2, has SSE4.1");
  }

  private static String[] run(String instructionSet) throws Exception {
    return NewProcess.run(
        Child.class, Map.of("ONEDNN_MAX_CPU_ISA", instructionSet), List.of("-Xmx512m"));
  }

  private static double scoreAfterThreeSteps() {
    OmpThreads.set(1);
    ComputationGraph network = Networks.small();
    for (int step = 0; step < 3; step++) {
      network.fit(Networks.data(6, step));
    }
    return network.score();
  }

  /** Main class of a process whose environment limits the instruction set. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      if (!OneDnn.isAvailable()) {
        NewProcess.say(OneDnn.unavailableReason().orElseThrow());
        return;
      }
      NewProcess.say(OneDnn.instructionSet());
      NewProcess.say(String.valueOf(scoreAfterThreeSteps()));
    }
  }
}
