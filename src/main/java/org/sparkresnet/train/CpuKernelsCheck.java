package org.sparkresnet.train;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.sparkresnet.rounds.WorkerReport;

/**
 * Detector of workers whose CPU kernels differ from each other's, or from those that computed the
 * run before its checkpoint: then no other run gives the bits of this one. Says each once. Driver
 * only.
 */
final class CpuKernelsCheck {
  private static final String ADVICE =
      ": no other run may give the same bits (train.portable = true makes oneDNN's equal,"
          + " OPENBLAS_CORETYPE those of OpenBLAS)";

  /** Core type of OpenBLAS for AVX2, which every CPU with AVX2 can be set to. */
  private static final String PORTABLE_CORE = "OpenBLAS HASWELL";

  private final Set<String> before;
  private final boolean portable;
  private final Consumer<String> warnings;
  private final SortedSet<String> here = new TreeSet<>();
  private boolean saidOfWorkers;
  private boolean saidOfCheckpoint;
  private boolean saidOfOpenBlas;

  /**
   * @param before kernels that computed the run before this process; empty if there are none, or if
   *     they are not known
   * @param portable whether the kernels are meant to be equal on all CPUs
   */
  CpuKernelsCheck(Set<String> before, boolean portable, Consumer<String> warnings) {
    this.before = Set.copyOf(before);
    this.portable = portable;
    this.warnings = warnings;
  }

  /** The kernels of the run so far, with those of the workers of a round. */
  Set<String> after(List<WorkerReport> workers) {
    workers.forEach(worker -> here.add(worker.cpuKernels()));
    if (here.size() > 1 && !saidOfWorkers) {
      saidOfWorkers = true;
      warnings.accept("workers compute with different CPU kernels (" + text(here) + ")" + ADVICE);
    }
    if (!before.isEmpty() && !before.containsAll(here) && !saidOfCheckpoint) {
      saidOfCheckpoint = true;
      warnings.accept(
          "the run goes on with other CPU kernels (%s) than before its checkpoint (%s)"
                  .formatted(text(here), text(before))
              + ADVICE);
    }
    if (portable && !saidOfOpenBlas && !here.stream().allMatch(it -> it.endsWith(PORTABLE_CORE))) {
      saidOfOpenBlas = true;
      warnings.accept(
          "train.portable = true limits oneDNN only, and OpenBLAS follows the CPU (%s): set OPENBLAS_CORETYPE=Haswell for driver and executors"
              .formatted(text(here)));
    }
    SortedSet<String> all = new TreeSet<>(before);
    all.addAll(here);
    return Set.copyOf(all);
  }

  /** Identities in one line, always in the same order. */
  static String text(Set<String> kernels) {
    return String.join("; ", new TreeSet<>(kernels));
  }
}
