package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.cli.display.RunPosition;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.doctor.DriverChecks;
import org.sparkresnet.jobs.doctor.ExecutorChecks;
import org.sparkresnet.jobs.train.FinishedRun;
import org.sparkresnet.jobs.train.TrainJob;
import org.sparkresnet.jobs.train.TrainRequest;
import org.sparkresnet.jobs.train.TrainResult;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Trains a network with parameter averaging, evaluates it on the test images, and writes model,"
          + " summary and Parquet tables to the store.",
      "",
      "CIFAR-10 is fetched if data.path has its default value and the folder is missing or empty. A"
          + " run that was stopped goes on from its newest checkpoint when the same command is given"
          + " again with its --run-id.",
      "",
      "  submit/local train --config conf/quick.conf",
      "  submit/local train --config conf/resnet20.conf --run-id paper-20 --pause-at 8000",
      "  submit/local train --set model.depth=56 --set train.epochs=10"
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private RunPosition position = new RunPosition();
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the run in the store (default: recipe and time).")
  private String runId;

  @Option(
      names = "--pause-at",
      paramLabel = "ITERATION",
      description = "Stop with a checkpoint after the round that reaches this iteration.")
  private long pauseAt = Long.MAX_VALUE;

  @Option(names = "--fresh", description = "Begin again: drop the run's checkpoints.")
  private boolean fresh;

  @Option(
      names = "--unless-finished",
      description =
          "Do nothing if the run has finished with this configuration; exit 2 if it has with another.")
  private boolean unlessFinished;

  /** Has the command tell its position to somebody else, too. */
  void tell(RunPosition other) {
    position = other;
  }

  @Override
  public Integer call() throws IOException {
    RunId run = RunIds.orNew(runId, common.configName());
    if (runId == null) {
      position.goesOnAs(run);
    } else {
      position.sameCommandGoesOn();
    }
    JobConfig config = common.config();
    if (unlessFinished && !fresh && isFinished(run, config)) {
      spec.commandLine().getOut().println("run " + run + " has finished already");
      return 0;
    }
    new DriverChecks(new SparkConf()).requireFit(config);
    TrainRequest request = TrainRequest.train(config, run, common.configName()).until(pauseAt);
    PrintWriter out = spec.commandLine().getOut();
    try (ConsoleListener console = new ConsoleListener(out, position);
        JobContext context = storeOptions.open("spark-resnet train " + run, console)) {
      ExecutorChecks.requireFit(context, config);
      TrainResult result = new TrainJob(context).run(fresh ? request.afresh() : request);
      result
          .trained()
          .ifPresent(trained -> out.println("next: " + nextCommand(config, trained.model())));
    }
    return 0;
  }

  private boolean isFinished(RunId run, JobConfig config) {
    PrintWriter err = spec.commandLine().getErr();
    return FinishedRun.is(
        storeOptions.withoutSpark(), run, config, line -> err.println("warning: " + line));
  }

  /** Command that evaluates this run's model as it was trained. */
  private String nextCommand(JobConfig config, Path model) {
    StringBuilder command = new StringBuilder("submit/local evaluate").append(storeOptions.again());
    // Without them the images would have other classes than the model.
    for (String setting : config.settingsOfImages()) {
      command.append(" --set ").append(HumanText.shellWord(setting));
    }
    return command
        .append(" --model ")
        .append(HumanText.shellWord(HumanText.path(model)))
        .toString();
  }
}
