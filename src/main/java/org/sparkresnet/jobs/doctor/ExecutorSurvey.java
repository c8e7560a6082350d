package org.sparkresnet.jobs.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparkresnet.jobs.Failure;
import org.sparkresnet.jobs.NodeJava;
import org.sparkresnet.replica.SparkProcess;

/**
 * Survey of all executors: runs Spark jobs of short tasks until each registered executor has run
 * one. Driver only.
 */
final class ExecutorSurvey {
  private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[(\\d{1,5}),.*");
  private static final int TASKS_A_SLOT = 2;
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final JavaSparkContext spark;
  private final Duration patience;
  private final String zone = TimeZone.getDefault().getID();
  private final Map<String, ProcessReport> reports = new TreeMap<>();
  private final Set<String> addresses = new HashSet<>();
  private final Map<String, Finding> clocks = new TreeMap<>();

  /**
   * @param patience time for which executors are waited for
   */
  ExecutorSurvey(JavaSparkContext spark, Duration patience) {
    this.spark = spark;
    this.patience = patience;
  }

  /**
   * Checks the executors.
   *
   * @return findings of each executor, and one of their number
   */
  List<Finding> run(ExecutorTask task) {
    long end = System.nanoTime() + patience.toNanos();
    long lastNew = System.nanoTime();
    try {
      while (System.nanoTime() < end) {
        int before = reports.size();
        ask(task, end);
        long now = System.nanoTime();
        lastNew = reports.size() > before ? now : lastNew;
        boolean complete = addresses.containsAll(registered());
        if (complete && (reports.size() >= expected() && expected() > 0)) {
          break;
        }
        if (complete && expected() == 0 && now - lastNew > SETTLE_NANOS) {
          break;
        }
      }
    } catch (TimeoutException e) {
      spark.cancelAllJobs();
    } catch (ExecutionException e) {
      return with(
          Finding.failed(
              "executors",
              spark.sc().isStopped() ? ended(spark) : Failure.of(e.getCause()).reason()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return with(number());
  }

  private void ask(ExecutorTask task, long end)
      throws ExecutionException, TimeoutException, InterruptedException {
    int tasks = Math.max(1, Math.max(expected(), registered().size())) * TASKS_A_SLOT * slots();
    long before = System.currentTimeMillis();
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    JavaFutureAction<List<ProcessReport>> job =
        spark.parallelize(numbers, tasks).map(number -> task.run()).collectAsync();
    List<ProcessReport> answers = job.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    long after = System.currentTimeMillis();
    for (ProcessReport answer : answers) {
      reports.putIfAbsent(answer.id(), answer);
      addresses.add(answer.address());
      clocks.putIfAbsent(answer.id(), ClockCheck.of(answer, before, after, zone));
    }
  }

  private List<Finding> with(Finding last) {
    List<Finding> findings = new ArrayList<>();
    reports.forEach(
        (id, report) -> {
          findings.addAll(report.findings());
          findings.add(clocks.get(id));
        });
    List<Finding> grouped = new ArrayList<>(GroupedFindings.of(findings, reports.size()));
    grouped.add(last);
    return grouped;
  }

  private Finding number() {
    int most = Math.max(expected(), registered().size());
    return reports.size() >= Math.max(1, most)
        ? Finding.ok("executors", "all %d answered".formatted(reports.size()))
        : Finding.failed(
            "executors",
            "%d of %d answered within %d s: the cluster's page says what they wait for, and their logs why they ended"
                .formatted(reports.size(), Math.max(1, most), patience.toSeconds()));
  }

  private Set<String> registered() {
    return SparkProcess.executors(spark);
  }

  private int slots() {
    SparkConf conf = spark.getConf();
    return Math.max(1, conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1));
  }

  /** Number of executors that were asked for; 0 if it is not known. */
  private int expected() {
    SparkConf conf = spark.getConf();
    Matcher local = LOCAL_CLUSTER.matcher(spark.sc().master());
    if (local.matches()) {
      return Integer.parseInt(local.group(1));
    }
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      return 0;
    }
    int cores = conf.getInt("spark.executor.cores", 0);
    return cores > 0 && conf.contains("spark.cores.max")
        ? conf.getInt("spark.cores.max", 0) / cores
        : conf.getInt("spark.executor.instances", 0);
  }

  /** Reason for which the cluster ended the application, as far as the driver can know. */
  static String ended(JavaSparkContext spark) {
    return "the cluster ended the application, whose executors end when they begin: their logs say why (%s), most often another Java than 17 or too little memory; %s"
        .formatted(spark.sc().applicationId(), NodeJava.REMEDY);
  }
}
