package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.cli.display.EvaluateText;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.evaluate.EvaluateJob;
import org.sparkresnet.jobs.evaluate.EvaluateRequest;
import org.sparkresnet.jobs.evaluate.EvaluateResult;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates a saved model. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Evaluates a saved model on the test images of data.path, prints the classes and the confusion"
          + " matrix, and writes the tables evaluations, per_class, confusion, reliability and"
          + " predictions.",
      "",
      "The SHA-256 in the registry, or in manifest.json beside the model, is verified first.",
      "",
      "  submit/local evaluate --model store/runs/RUN/model.zip",
      "  submit/local evaluate --model champion",
      "  submit/local evaluate --model cifar-10@v000007"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;
  @Mixin private ModelOption modelOption;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the evaluation in the store (default: evaluate and time).")
  private String runId;

  @Override
  public Integer call() throws IOException {
    JobConfig config = common.config();
    RunId run = RunIds.orNew(runId, "evaluate");
    PrintWriter out = spec.commandLine().getOut();
    EvaluateRequest request = new EvaluateRequest(config, run, modelOption.model);
    try (ConsoleListener console = new ConsoleListener(out, spec.commandLine().getErr());
        JobContext context = storeOptions.open("spark-resnet evaluate " + run, console)) {
      EvaluateResult result = new EvaluateJob(context).run(request);
      out.print(EvaluateText.of(result));
    }
    out.println(storeOptions.tables(run));
    return 0;
  }
}
