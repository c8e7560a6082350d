package org.sparkresnet.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sparkresnet.rounds.WorkerReport;

class CpuKernelsCheckTest {
  private static final String ADVICE =
      ": no other run may give the same bits (train.portable = true makes oneDNN's equal,"
          + " OPENBLAS_CORETYPE those of OpenBLAS)";

  private final List<String> warnings = new ArrayList<>();

  @Test
  void saysNothingOfEqualKernels() {
    CpuKernelsCheck fresh = new CpuKernelsCheck(Set.of(), false, warnings::add);
    assertThat(fresh.after(workers("A", "A"))).containsExactly("A");
    CpuKernelsCheck resumed = new CpuKernelsCheck(Set.of("A"), false, warnings::add);
    assertThat(resumed.after(workers("A", "A"))).containsExactly("A");
    assertThat(warnings).isEmpty();
  }

  @Test
  void saysOnceThatWorkersDiffer() {
    CpuKernelsCheck check = new CpuKernelsCheck(Set.of(), false, warnings::add);
    check.after(workers("B", "B"));
    assertThat(check.after(workers("B", "A"))).containsExactlyInAnyOrder("A", "B");
    check.after(workers("C", "A"));
    assertThat(warnings)
        .containsExactly("workers compute with different CPU kernels (A; B)" + ADVICE);
  }

  @Test
  void saysOnceThatARunGoesOnWithOtherKernels() {
    CpuKernelsCheck check = new CpuKernelsCheck(Set.of("A"), false, warnings::add);
    assertThat(check.after(workers("B"))).containsExactlyInAnyOrder("A", "B");
    check.after(workers("B"));
    assertThat(warnings)
        .containsExactly(
            "the run goes on with other CPU kernels (B) than before its checkpoint (A)" + ADVICE);
  }

  @Test
  void saysOnceWhatAPortableRunDoesNotLevel() {
    String portable = "AVX2, oneDNN 3.8.1, OpenBLAS HASWELL";
    CpuKernelsCheck check = new CpuKernelsCheck(Set.of(), true, warnings::add);
    check.after(workers(portable, portable));
    assertThat(warnings).isEmpty();
    CpuKernelsCheck other = new CpuKernelsCheck(Set.of(), true, warnings::add);
    other.after(workers("AVX2, oneDNN 3.8.1, OpenBLAS ZEN"));
    other.after(workers("AVX2, oneDNN 3.8.1, OpenBLAS ZEN"));
    assertThat(warnings)
        .containsExactly(
            "train.portable = true limits oneDNN only, and OpenBLAS follows the CPU (AVX2, oneDNN"
                + " 3.8.1, OpenBLAS ZEN): set OPENBLAS_CORETYPE=Haswell for driver and executors");
  }

  private static List<WorkerReport> workers(String... kernels) {
    return Stream.of(kernels).map(of -> new WorkerReport(0, 1, 0, 0, 0, 0, 0, 0, "", of)).toList();
  }
}
