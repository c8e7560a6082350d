package org.sparkresnet.jobs.doctor;

import java.util.Map;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.nn.kernels.OmpThreads;

/** Checks the variables from which OpenMP takes its number of threads. */
final class OmpCheck {
  private static final String LIMIT = "OMP_THREAD_LIMIT";

  private OmpCheck() {}

  /**
   * Checks the environment of a process.
   *
   * @param threads of a task, which each task sets itself
   */
  static Finding of(String subject, Map<String, String> environment, int threads) {
    String first = environment.get(OmpThreads.VARIABLE);
    String limit = environment.getOrDefault(LIMIT, "");
    if (OmpThreads.refusal(first).isPresent()) {
      return Finding.failed(subject, OmpThreads.refusal(first).get());
    }
    if (limit.matches("[0-9]{1,9}") && Integer.parseInt(limit) < threads) {
      return Finding.failed(
          subject,
          "%s must be at least spark.task.cpus, %d, is %s: unset it"
              .formatted(LIMIT, threads, limit));
    }
    return Finding.ok(
        subject,
        "%s, %s a task"
            .formatted(
                first == null || first.isEmpty()
                    ? OmpThreads.VARIABLE + " is not set"
                    : OmpThreads.VARIABLE + "=" + first,
                HumanText.count(threads, "OpenMP thread")));
  }
}
