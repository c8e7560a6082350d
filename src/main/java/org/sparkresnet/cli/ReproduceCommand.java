package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.cli.display.ReproduceText;
import org.sparkresnet.cli.display.RunPosition;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.reproduce.ReproduceJob;
import org.sparkresnet.jobs.reproduce.ReproduceRequest;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a stored run again. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Trains a run again as its manifest says, with the same images, recipe and number of workers,"
          + " and compares params_sha256 after each epoch. What differs from then is said first.",
      "",
      "Ends with code 8 after the first epoch whose weights are not the same.",
      "",
      "  submit/local reproduce RUN",
      "  submit/local reproduce champion --until 2000",
      "  submit/local reproduce RUN --set data.path=/mnt/cifar-10"
    })
final class ReproduceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private RunPosition position = new RunPosition();
  @Mixin private StoreOptions storeOptions;

  @Parameters(
      paramLabel = "RUN",
      description = "A run of train or retrain, or a version: champion, v7, cifar-10@v7.")
  private String run;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the repetition in the store (default: the run and time).")
  private String runId;

  @Option(
      names = "--until",
      paramLabel = "ITERATION",
      description = "Stop after the round that reaches this iteration.")
  private long until = Long.MAX_VALUE;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Another value of a key, for example of data.path; what it may change is said first.")
  private List<String> assignments = new ArrayList<>();

  @Option(names = "--fresh", description = "Begin again: drop the repetition's checkpoints.")
  private boolean fresh;

  /** Has the command tell its position to somebody else, too. */
  void tell(RunPosition other) {
    position = other;
  }

  @Override
  public Integer call() throws IOException {
    RunId again = RunIds.orNew(runId, run + "-again");
    if (runId == null) {
      position.goesOnAs(again);
    } else {
      position.sameCommandGoesOn();
    }
    PrintWriter out = spec.commandLine().getOut();
    try (ConsoleListener console = new ConsoleListener(out, position);
        JobContext context = storeOptions.open("spark-resnet reproduce " + again, console)) {
      out.println(
          ReproduceText.of(
              new ReproduceJob(context)
                  .run(new ReproduceRequest(run, again, assignments, until, fresh))));
    }
    return 0;
  }
}
