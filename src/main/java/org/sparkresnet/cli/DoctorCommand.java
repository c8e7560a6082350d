package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.JobListener;
import org.sparkresnet.jobs.doctor.DoctorJob;
import org.sparkresnet.jobs.doctor.DriverChecks;
import org.sparkresnet.jobs.doctor.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells whether machines, cluster, store and data are fit. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Checks what a training with these options depends on, and trains nothing: on the driver and on"
          + " every executor Java, Spark, instruction set, folders, user and host, locale, OpenMP,"
          + " memory and clock; the store, the data, and the MLflow server if one is set.",
      "",
      "Every check is a line: ok, or FAIL with what to do.",
      "",
      "  submit/local doctor --config conf/resnet20.conf",
      "  submit/yarn --num-executors 8 doctor --set data.path=/data/cifar-10 --store /store",
      "",
      "Exit code: 0 if every check is ok, 2 if one failed."
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  @Override
  public Integer call() throws IOException {
    JobConfig config = common.config();
    List<Finding> findings = new ArrayList<>(told(new DriverChecks(new SparkConf()).all(config)));
    try (JobContext context = storeOptions.open("spark-resnet doctor", JobListener.SILENT)) {
      findings.addAll(told(new DoctorJob(context).run(config)));
    }
    long failed = findings.stream().filter(finding -> !finding.ok()).count();
    if (failed > 0) {
      throw UserError.usage(
          "%d of %d checks failed; FAIL begins their lines".formatted(failed, findings.size()));
    }
    return 0;
  }

  /** Prints the findings as soon as they are there: the next ones may take minutes. */
  private List<Finding> told(List<Finding> findings) {
    PrintWriter out = spec.commandLine().getOut();
    findings.forEach(finding -> out.println(finding.line()));
    out.flush();
    return findings;
  }
}
