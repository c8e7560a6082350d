package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.cli.display.EvaluateText;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.dataset.LabelMode;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.jobs.evaluate.ScoreJob;
import org.sparkresnet.jobs.evaluate.ScoreRequest;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a saved model about new images. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Asks a saved model about the images of CIFAR-format files, with labels or without, and writes"
          + " one row an image to the table predictions, with the model's version, the file and the"
          + " place in it.",
      "",
      "The SHA-256 in the registry, or in manifest.json beside the model, is verified first. Where"
          + " there are labels, the accuracy is printed.",
      "",
      "  submit/local score --model champion --input incoming/2026-11-24",
      "  submit/local score --model v7 --input 'incoming/*' --run-id nightly-2026-11-24"
    })
final class ScoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;
  @Mixin private ModelOption modelOption;

  @Option(
      names = "--input",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Folders (every *.bin in them), files and globs on any Hadoop file system; each file"
              + " counts once.")
  private List<String> inputs;

  @Option(
      names = "--labels",
      paramLabel = "yes|no|auto",
      description =
          "Whether a record begins with a label: 3,073 bytes, or 3,072 without (default: auto, as"
              + " the length of each file says).")
  private LabelMode labels = LabelMode.AUTO;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the run in the store (default: score and time).")
  private String runId;

  @Override
  public Integer call() throws IOException {
    JobConfig config = common.config();
    RunId run = RunIds.orNew(runId, "score");
    ScoreRequest request = new ScoreRequest(config, run, modelOption.model, inputs, labels);
    PrintWriter out = spec.commandLine().getOut();
    try (ConsoleListener console = new ConsoleListener(out);
        JobContext context = storeOptions.open("spark-resnet score " + run, console)) {
      out.println(EvaluateText.of(new ScoreJob(context).run(request)));
    }
    out.println(storeOptions.tables(run));
    return 0;
  }
}
