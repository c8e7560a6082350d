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
    CpuKernelsCheck fresh = new CpuKernelsCheck(Set.of(), warnings::add);
    assertThat(fresh.after(workers("A", "A"))).containsExactly("A");
    CpuKernelsCheck resumed = new CpuKernelsCheck(Set.of("A"), warnings::add);
    assertThat(resumed.after(workers("A", "A"))).containsExactly("A");
    assertThat(warnings).isEmpty();
  }

  @Test
  void saysOnceThatWorkersDiffer() {
    CpuKernelsCheck check = new CpuKernelsCheck(Set.of(), warnings::add);
    check.after(workers("B", "B"));
    assertThat(check.after(workers("B", "A"))).containsExactlyInAnyOrder("A", "B");
    check.after(workers("C", "A"));
    assertThat(warnings)
        .containsExactly("workers compute with different CPU kernels (A; B)" + ADVICE);
  }

  @Test
  void saysOnceThatARunGoesOnWithOtherKernels() {
    CpuKernelsCheck check = new CpuKernelsCheck(Set.of("A"), warnings::add);
    assertThat(check.after(workers("B"))).containsExactlyInAnyOrder("A", "B");
    check.after(workers("B"));
    assertThat(warnings)
        .containsExactly(
            "the run goes on with other CPU kernels (B) than before its checkpoint (A)" + ADVICE);
  }

  private static List<WorkerReport> workers(String... kernels) {
    return Stream.of(kernels).map(of -> new WorkerReport(0, 1, 0, 0, 0, 0, "", of)).toList();
  }
}
