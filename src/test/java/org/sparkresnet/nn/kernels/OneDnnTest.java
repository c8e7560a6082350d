package org.sparkresnet.nn.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.sparkresnet.common.UserError;
import org.sparkresnet.nn.onednn.Networks;
import org.sparkresnet.nn.onednn.NewProcess;
import org.sparkresnet.testing.Slow;

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

  @Slow
  @Test
  void aPortableProcessComputesTheBitsOfAvx2WhateverItsCpu() throws Exception {
    String[] limited = NewProcess.run(PortableChild.class, Map.of(), List.of("-Xmx512m"));
    String[] byVariable = run("AVX2");
    assertThat(limited[0]).isEqualTo("AVX2");
    assertThat(limited[1]).isEqualTo(byVariable[1]);
    assertThat(limited[2]).as("a process that has begun").isEqualTo("AVX2");
  }

  @Test
  void aProcessThatHasBegunWithMoreCannotBecomePortable() throws Exception {
    String[] lines = NewProcess.run(LateChild.class, Map.of(), List.of("-Xmx512m"));
    assumeThat(lines[0]).isNotEqualTo("AVX2");
    assertThat(lines[1])
        .isEqualTo(
            "train.portable = true must come before anything else of oneDNN in a process, and this"
                + " one uses "
                + lines[0]
                + ": start another, or set ONEDNN_MAX_CPU_ISA=AVX2");
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

  /** Main class of a process that limits itself, twice. */
  static final class PortableChild {
    private PortableChild() {}

    public static void main(String[] arguments) {
      OneDnn.limitToAvx2();
      NewProcess.say(OneDnn.instructionSet());
      NewProcess.say(String.valueOf(scoreAfterThreeSteps()));
      OneDnn.limitToAvx2();
      NewProcess.say(OneDnn.instructionSet());
    }
  }

  /** Main class of a process that limits itself too late. */
  static final class LateChild {
    private LateChild() {}

    public static void main(String[] arguments) {
      NewProcess.say(OneDnn.instructionSet());
      try {
        OneDnn.limitToAvx2();
      } catch (UserError e) {
        NewProcess.say(e.getMessage());
      }
    }
  }
}
