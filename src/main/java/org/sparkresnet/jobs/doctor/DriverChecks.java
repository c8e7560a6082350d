package org.sparkresnet.jobs.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.bytedeco.javacpp.Pointer;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.LocalMaster;
import org.sparkresnet.replica.SparkProcess;

/** Checks of the driver that need no Spark, so that they can be made before it starts. */
public final class DriverChecks {
  private static final String LOCAL_DIRS = "SPARK_LOCAL_DIRS";
  private static final String LOCAL_DIR = "spark.local.dir";

  private final SparkConf conf;
  private final ProcessChecks checks = new ProcessChecks(SparkProcess.DRIVER);

  /**
   * Checks with Spark's configuration.
   *
   * @param conf as spark-submit gave it
   */
  public DriverChecks(SparkConf conf) {
    this.conf = conf;
  }

  /** All checks; loads the native libraries. */
  public List<Finding> all(JobConfig config) {
    List<Finding> findings = new ArrayList<>(addresses());
    findings.addAll(checks.all(needs(config), sparkFolders()));
    return findings;
  }

  /**
   * Makes the checks that take milliseconds, for the start of a job that trains. Of the native
   * libraries, JavaCPP's own is loaded where the tasks run in this process.
   *
   * @throws UserError of code USAGE with the first that failed
   */
  public void requireFit(JobConfig config) {
    requireUsable();
    requireMemory(config);
  }

  /**
   * Makes the checks for a plan. The memory of a training that needs more slots than there are is
   * not compared with this process's, unless the plan trains here to measure: it is for a cluster
   * to come.
   *
   * @param trains tells whether the plan trains some rounds
   * @throws UserError as {@link #requireFit}
   */
  public void requireFitToPlan(JobConfig config, boolean trains) {
    requireUsable();
    if (trains || config.train().plan().workers(this::slots) <= slots()) {
      requireMemory(config);
    }
  }

  private void requireUsable() {
    List<Finding> findings = new ArrayList<>();
    findings.add(VersionCheck.java(SparkProcess.DRIVER));
    findings.add(VersionCheck.spark(SparkProcess.DRIVER));
    findings.addAll(addresses());
    findings.addAll(checks.folders(List.of()));
    findings.addAll(noSparkFolder());
    findings.add(UserCheck.here(SparkProcess.DRIVER));
    findings.add(OmpCheck.of(SparkProcess.DRIVER, System.getenv(), threads()));
    Finding.requireOk(findings);
  }

  private void requireMemory(JobConfig config) {
    if (isAlone()) {
      MemoryCheck.here()
          .refusal(SparkProcess.DRIVER, needs(config).memory(), Pointer.physicalBytes())
          .map(reason -> Finding.failed(SparkProcess.DRIVER, reason))
          .ifPresent(failed -> Finding.requireOk(List.of(failed)));
    }
  }

  /** Spark passes over a folder that it cannot use, and ends without a word if none is left. */
  private List<Finding> noSparkFolder() {
    List<Finding> findings = checks.sparkFolders(sparkFolders());
    return findings.stream().anyMatch(Finding::ok) ? List.of() : findings;
  }

  /** On YARN, Spark sets them itself. */
  private List<Finding> addresses() {
    return conf.get("spark.submit.deployMode", "client").equals("cluster")
        ? List.of()
        : AddressCheck.of(SparkProcess.DRIVER, conf, System.getenv());
  }

  /** Folders that Spark will use: its own rule, which prefers the variable. */
  private List<Path> sparkFolders() {
    String folders = System.getenv(LOCAL_DIRS);
    if (folders == null) {
      folders = conf.get(LOCAL_DIR, "");
    }
    return Arrays.stream(folders.split(","))
        .map(String::strip)
        .filter(folder -> !folder.isEmpty())
        .map(Path::of)
        .toList();
  }

  private ProcessNeeds needs(JobConfig config) {
    int workers = config.train().plan().workers(this::slots);
    return ProcessNeeds.of(config, threads(), Math.min(slots(), workers), this::slots, isAlone());
  }

  private int threads() {
    return conf.getInt("spark.task.cpus", 1);
  }

  /** Tells whether tasks run in the driver's process. */
  private boolean isAlone() {
    return LocalMaster.is(conf.get("spark.master", ""));
  }

  private int slots() {
    return Math.max(1, LocalMaster.cores(conf.get("spark.master", "")) / threads());
  }
}
