package org.sparkresnet.jobs.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.NodeJava;
import org.sparkresnet.replica.SparkProcess;

/**
 * Quick checks of the executors at the start of a job: as many tasks as workers will train at once,
 * each of which loads the native libraries that it needs anyway. An executor that comes later is
 * checked when it builds its network. Driver only.
 */
public final class ExecutorChecks {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorChecks.class);

  private ExecutorChecks() {}

  /**
   * Requires fit executors, before anything is stored; runs one Spark job, on a cluster only.
   *
   * @throws org.sparkresnet.common.UserError of code USAGE that names an executor and what it lacks
   */
  public static void requireFit(JobContext context, JobConfig config) {
    if (!context.sparkContext().isLocal()) {
      requireFit(context, config, config.train().plan().workers(context::taskSlots));
    }
  }

  /**
   * Requires fit executors for so many tasks; runs one Spark job, on a cluster only.
   *
   * @throws org.sparkresnet.common.UserError as {@link #requireFit(JobContext, JobConfig)}
   */
  public static void requireFit(JobContext context, JobConfig config, int tasks) {
    if (context.sparkContext().isLocal()) {
      return;
    }
    int threads = Integer.parseInt(context.coresOfATask());
    ProcessNeeds needs = ProcessNeeds.of(config, threads, 1, context::taskSlots, false);
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    List<Finding> findings;
    try {
      findings =
          context
              .sparkContext()
              .parallelize(numbers, tasks)
              .map(number -> new ProcessChecks(SparkProcess.name()).quick(needs))
              .collect()
              .stream()
              .flatMap(List::stream)
              .toList();
    } catch (Exception e) { // Spark's own is checked, and Scala throws it undeclared
      Optional<String> java = NodeJava.in(e);
      if (java.isPresent()) {
        throw UserError.usage(java.get());
      }
      boolean isGivenUp =
          context.sparkContext().sc().isStopped()
              && !ShutdownHookManager.get().isShutdownInProgress();
      if (isGivenUp) {
        throw UserError.usage(ExecutorSurvey.ended(context.sparkContext()));
      }
      LOG.debug("The executors could not be checked: {}", ErrorText.of(e));
      return; // the job itself will tell
    }
    Finding.requireOk(findings);
  }
}
