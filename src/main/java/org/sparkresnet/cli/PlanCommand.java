package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.cli.display.PlanText;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.doctor.DriverChecks;
import org.sparkresnet.jobs.doctor.ExecutorChecks;
import org.sparkresnet.jobs.forecast.ClusterShape;
import org.sparkresnet.jobs.plan.PlanJob;
import org.sparkresnet.jobs.plan.PlanRequest;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what a training will take and give. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    description = {
      "Says before a training what it will take: time, memory of executors and driver, network; and"
          + " what accuracy it can be expected to give. It goes by earlier runs of the store on this"
          + " kind of CPU and cluster, and with --probe by real rounds and evaluations here.",
      "",
      "Nothing is trained to an end. What is not known is shown as unknown.",
      "",
      "  submit/local plan --probe --config conf/quick.conf",
      "  submit/yarn --num-executors 8 plan --probe --config conf/resnet110.conf --store /store",
      "  submit/local plan --config conf/resnet20-fast.conf --workers 16"
    })
final class PlanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the plan in the store (default: plan, and time).")
  private String runId;

  @Option(
      names = "--workers",
      paramLabel = "K",
      description = "Workers to plan for (default: train.workers, or all task slots).")
  private Integer asked;

  @Option(
      names = "--probe",
      description = "Train some rounds and evaluate, as this training would, for about --seconds.")
  private boolean probe;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Seconds of the probe, about (default: ${DEFAULT-VALUE}).")
  private double seconds = 30;

  @Override
  public Integer call() throws IOException {
    JobConfig config = common.config();
    if (asked != null) {
      config = PlanRequest.withWorkers(config, asked);
    }
    RunId run = RunIds.orNew(runId, "plan");
    new DriverChecks(new SparkConf()).requireFitToPlan(config, probe);
    PlanRequest request = new PlanRequest(config, run, probe, seconds);
    PrintWriter out = spec.commandLine().getOut();
    try (ConsoleListener console = new ConsoleListener(out);
        JobContext context = storeOptions.open("spark-resnet plan " + run, console)) {
      int workers = config.train().plan().workers(context::taskSlots);
      int probing = ClusterShape.of(context, workers).atOnce(workers);
      ExecutorChecks.requireFit(context, config, probing);
      out.print(PlanText.of(new PlanJob(context).run(request)));
    }
    out.println(storeOptions.tables(run));
    return 0;
  }
}
