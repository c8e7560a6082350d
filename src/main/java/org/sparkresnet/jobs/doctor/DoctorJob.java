package org.sparkresnet.jobs.doctor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.mlflow.MlflowProbe;
import org.sparkresnet.store.StoreLocks;

/**
 * Checks what a training depends on besides the driver's process ({@link DriverChecks}): store,
 * executors, data, and the MLflow server if one is set. Changes nothing. Driver only.
 */
public final class DoctorJob {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final JobContext context;

  /** Job on a context, which stays open. */
  public DoctorJob(JobContext context) {
    this.context = context;
  }

  /** Makes all checks; runs Spark jobs that reach every executor and read all images. */
  public List<Finding> run(JobConfig config) throws IOException {
    List<Finding> findings = new ArrayList<>();
    DataCheck data = new DataCheck(context, config);
    StoreLocks locks = context.locks(config);
    boolean reached;
    try (StoreCheck store = StoreCheck.of(locks, context.hadoop())) {
      findings.add(store.run(locks));
      List<Finding> executors = executors(config, new SharedFiles(store.probe(), data.files()));
      findings.addAll(executors);
      reached = executors.stream().allMatch(Finding::ok);
    }
    // Without executors that see the files, reading them would wait or fail in many lines.
    if (reached) {
      findings.addAll(data.run());
    }
    MlflowProbe.of(config.mlflow(), System.getenv())
        .map(answer -> new Finding("MLflow", answer.ok(), answer.text()))
        .ifPresent(findings::add);
    return findings;
  }

  private List<Finding> executors(JobConfig config, SharedFiles shared) {
    if (context.sparkContext().isLocal()) {
      return List.of();
    }
    SparkConf conf = context.sparkContext().getConf();
    int threads = conf.getInt("spark.task.cpus", 1);
    int tasks = Math.max(1, conf.getInt("spark.executor.cores", 1) / threads);
    return new ExecutorSurvey(context.sparkContext(), PATIENCE)
        .run(
            new ExecutorTask(
                ProcessNeeds.of(config, threads, tasks, context::taskSlots, true),
                shared,
                context.sparkContext().broadcast(new SerializableConfiguration(context.hadoop()))));
  }
}
