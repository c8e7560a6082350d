package org.sparkresnet.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.cli.display.RunPosition;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.doctor.DriverChecks;
import org.sparkresnet.jobs.doctor.ExecutorChecks;
import org.sparkresnet.jobs.retrain.RetrainJob;
import org.sparkresnet.jobs.retrain.RetrainRequest;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The job for schedulers. */
@Command(
    name = "retrain",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Trains a candidate if data or recipe are others than the champion's, compares both on the same"
          + " test images, and promotes the candidate if the promotion policy allows it. Every"
          + " decision stands with its reason in the table promotions.",
      "",
      "The same command goes on with a run that was killed, wherever that was, and decides once.",
      "",
      "  submit/local retrain --config conf/quick.conf --set data.path=data/cifar-10,increments/*",
      "  submit/local retrain --config conf/quick.conf --dry-run",
      "",
      "Exit code: 0 promoted or nothing new, 4 the champion was kept."
    })
final class RetrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private RunPosition position = new RunPosition();
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description =
          "Name of the run in the store (default: made from data, recipe and champion, so that the"
              + " same command names the same run).")
  private String runId;

  @Option(
      names = "--force",
      description = "Train although neither data nor recipe changed, or the run has decided.")
  private boolean force;

  @Option(names = "--fresh", description = "Begin the training again: drop the run's checkpoints.")
  private boolean fresh;

  @Option(
      names = "--dry-run",
      description = "Train and decide, but neither register the candidate nor promote it.")
  private boolean dryRun;

  @Option(
      names = "--replace-damaged-champion",
      description =
          "Where the champion's file is damaged, promote a candidate that reaches the floor.")
  private boolean replaceDamaged;

  /** Has the command tell its position to somebody else, too. */
  void tell(RunPosition other) {
    position = other;
  }

  @Override
  public Integer call() throws IOException {
    position.sameCommandGoesOn();
    RetrainRequest request = request();
    new DriverChecks(new SparkConf()).requireFit(request.config());
    try (ConsoleListener console = new ConsoleListener(spec.commandLine().getOut(), position);
        JobContext context = storeOptions.open("spark-resnet retrain", console)) {
      ExecutorChecks.requireFit(context, request.config());
      return new RetrainJob(context).run(request).isKept() ? ExitCode.KEPT.code() : 0;
    }
  }

  private RetrainRequest request() {
    RetrainRequest request = RetrainRequest.nightly(common.config(), common.configName());
    if (runId != null) {
      request = request.named(new RunId(runId));
    }
    if (force) {
      request = request.with(RetrainRequest.Option.FORCE);
    }
    if (fresh) {
      request = request.with(RetrainRequest.Option.FRESH);
    }
    if (dryRun) {
      request = request.with(RetrainRequest.Option.DRY_RUN);
    }
    return replaceDamaged ? request.with(RetrainRequest.Option.REPLACE_DAMAGED_CHAMPION) : request;
  }
}
