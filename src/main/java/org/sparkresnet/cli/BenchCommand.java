package org.sparkresnet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sparkresnet.bench.BenchJob;
import org.sparkresnet.bench.BenchRequest;
import org.sparkresnet.bench.PeersJob;
import org.sparkresnet.bench.ScalingJob;
import org.sparkresnet.bench.ScalingRequest;
import org.sparkresnet.bench.ScalingResult;
import org.sparkresnet.bench.SystemSpeeds;
import org.sparkresnet.bench.WorkersBenchmark;
import org.sparkresnet.cli.display.ConsoleListener;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.jobs.JobContext;
import org.sparkresnet.jobs.RunIds;
import org.sparkresnet.store.RunId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command that measures the speed of this build. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    description = {
      "Measures training and inference of this build, on and without Spark, next to the bare oneDNN"
          + " kernels and to stock DL4J layers, on this machine and in one run. Prints a table and"
          + " writes it to the store.",
      "",
      "With --scaling it trains the recipe instead, with several numbers of workers and averaging"
          + " frequencies, and shows speed, efficiency and accuracy after equal epochs. Every"
          + " worker's minibatches have train.batch-size images; with train.global-batch-size all"
          + " workers' together keep their size. Given again with its --run-id, a table that was"
          + " stopped goes on with the trainings it lacks.",
      "",
      "Network and optimizer are those of the configuration, at a small learning rate; nothing else"
          + " should run on the machine.",
      "",
      "  submit/local bench",
      "  submit/local bench --set model.depth=110 --seconds 30 --no-stock",
      "  submit/local bench --scaling --config conf/quick.conf --workers 1,2",
      "",
      "The subcommands are for submit/bench-peers, which measures other systems too."
    })
final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private CommonOptions common;
  @Mixin private StoreOptions storeOptions;
  @Mixin private ScalingOptions scaling;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Name of the run in the store (default: bench or scaling, and time).")
  private String runId;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Seconds to measure each figure for (default: ${DEFAULT-VALUE}).")
  private double seconds = 10;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images in a minibatch of one worker (default: ${DEFAULT-VALUE}).")
  private int batch = 128;

  @Option(
      names = "--stock",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether to measure stock DL4J layers too (default: yes).")
  private boolean stock;

  @Override
  public Integer call() throws IOException {
    JobConfig config = common.config();
    boolean scales = scaling.asked(command.commandLine().getParseResult());
    RunId run = RunIds.orNew(runId, scales ? "scaling" : "bench");
    PrintWriter out = command.commandLine().getOut();
    try (ConsoleListener console = new ConsoleListener(out)) {
      if (scales) {
        scale(new ScalingRequest(config, run, scaling.workers(), scaling.frequencies()), console);
      } else {
        compare(new BenchRequest(config, run, batch, seconds, stock), console);
      }
    }
    out.println(storeOptions.tables(run));
    return 0;
  }

  @Command(
      name = "workers",
      mixinStandardHelpOptions = true,
      versionProvider = VersionProvider.class,
      description =
          "Measures single-thread workers, one a core, on random images and without Spark, in"
              + " float32 and, where the CPU has it, in bfloat16. Prints a line of JSON for each"
              + " figure and stores nothing.")
  int workers(
      @Option(
              names = "--seconds",
              paramLabel = "N",
              defaultValue = "10",
              description = "Seconds to measure each figure for (default: ${DEFAULT-VALUE}).")
          double figureSeconds,
      @Option(
              names = "--batch",
              paramLabel = "N",
              defaultValue = "128",
              description = "Images in a minibatch of one worker (default: ${DEFAULT-VALUE}).")
          int images,
      @Option(
              names = "--stock",
              description = "Measure stock DL4J layers, one worker with a thread a core, instead.")
          boolean stockLayers) {
    PrintWriter out = command.commandLine().getOut();
    new WorkersBenchmark(
            common.config(),
            images,
            figureSeconds,
            Runtime.getRuntime().availableProcessors(),
            stockLayers)
        .run(speed -> out.println(speed.line()));
    return 0;
  }

  @Command(
      name = "peers",
      mixinStandardHelpOptions = true,
      versionProvider = VersionProvider.class,
      description =
          "Prints a table of the measurements in a file, lines as bench workers prints them, of any"
              + " systems, and writes it to the store.")
  int peers(
      @Parameters(paramLabel = "FILE", description = "Lines of JSON.") Path file,
      @Option(
              names = "--run-id",
              paramLabel = "ID",
              description = "Name of the run in the store (default: bench, and time).")
          String id)
      throws IOException {
    JobConfig config = common.config();
    RunId run = RunIds.orNew(id, "bench");
    SystemSpeeds speeds = SystemSpeeds.read(file);
    PrintWriter out = command.commandLine().getOut();
    try (ConsoleListener console = new ConsoleListener(out);
        JobContext context = storeOptions.open("spark-resnet bench peers " + run, console)) {
      out.print(new PeersJob(context).run(config, run, speeds));
    }
    out.println(storeOptions.tables(run));
    return 0;
  }

  private void compare(BenchRequest request, ConsoleListener console) throws IOException {
    try (JobContext context = storeOptions.open("spark-resnet bench " + request.run(), console)) {
      command.commandLine().getOut().println(new BenchJob(context).run(request).text());
    }
  }

  private void scale(ScalingRequest request, ConsoleListener console) throws IOException {
    PrintWriter out = command.commandLine().getOut();
    try (JobContext context =
        storeOptions.open("spark-resnet bench --scaling " + request.run(), console)) {
      ScalingResult result = new ScalingJob(context).run(request);
      out.println();
      out.print(result.text());
      out.flush();
      result.requireConverged();
    }
  }
}
