package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.cli.display.ReproduceText;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.reproduce.BisectJob;
import org.sparkresnet.jobs.reproduce.BisectResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds where two runs part. */
@Command(
    name = "bisect",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Names the first epoch and the first round in which two runs part, and what differs in their"
          + " manifests: configuration, data, CPU kernels, versions. Trains nothing.",
      "",
      "Ends with code 0 if they do not part, with code 8 if they do.",
      "",
      "  submit/local bisect RUN OTHER"
    })
final class BisectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions storeOptions;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "A run of train, retrain or reproduce, or a version: champion, v7.")
  private String first;

  @Parameters(index = "1", paramLabel = "OTHER", description = "The run to compare it with.")
  private String second;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (ConsoleListener console = new ConsoleListener(out, spec.commandLine().getErr());
        JobContext context = storeOptions.open("spark-resnet bisect", console)) {
      BisectResult result = new BisectJob(context).run(first, second);
      out.println(ReproduceText.of(result));
      return result.isSame() ? ExitCode.DONE.code() : ExitCode.DIFFERENT.code();
    }
  }
}
