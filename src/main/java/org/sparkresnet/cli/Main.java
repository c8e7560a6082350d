package org.sparkresnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.util.ShutdownHookManager;
import org.sparkresnet.cli.display.PrintableWriter;
import org.sparkresnet.cli.display.RunPosition;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.ExitCode;
import org.sparkresnet.common.PrintableText;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.files.LoginUser;
import org.sparkresnet.jobs.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** Entry point of spark-submit. The only class that ends the process. */
@Command(
    name = "spark-resnet",
    description = {
      "Trains the CIFAR-10 residual networks with parameter averaging on Spark, evaluates them, and"
          + " leaves results that anyone can query.",
      "",
      "Begin with:  submit/local train --config conf/quick.conf"
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    subcommands = {
      FetchCommand.class,
      ConvertCommand.class,
      DescribeCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      RetrainCommand.class,
      ScoreCommand.class,
      ModelsCommand.class,
      PromoteCommand.class,
      RollbackCommand.class,
      ReportCommand.class,
      ExportCommand.class,
      ReproduceCommand.class,
      BisectCommand.class,
      DrillCommand.class,
      CleanCommand.class,
      CompactCommand.class,
      RepairCommand.class,
      DdlCommand.class,
      BenchCommand.class,
      PlanCommand.class,
      DoctorCommand.class,
      StageCommand.class,
      CompletionCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n")
public final class Main {
  /** Line of the failure; null without one. */
  private String error;

  private final RunPosition position = new RunPosition();

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) throws ClusterFailure {
    // Digits, signs and case of what libraries and messages write are those of no country.
    Locale.setDefault(Locale.ROOT);
    Main main = new Main();
    StopSignals signals =
        StopSignals.handle(
            System.err,
            main.position::stoppedBy,
            new StopSignals.Ending(System::exit, Runtime.getRuntime()::halt));
    int code;
    try {
      code =
          main.run(
              new PrintWriter(signals.untilStopped(System.out), true, UTF_8),
              new PrintWriter(signals.untilStopped(System.err), true, UTF_8),
              args);
    } finally {
      signals.commandEnded();
    }
    signals.awaitEndIfStopped();
    if (code == 0) {
      return; // System.exit(0) would make YARN's cluster mode report a failure
    }
    if (ClusterFailure.isOnCluster()) {
      throw new ClusterFailure(code, main.error == null ? withoutError(code) : main.error);
    }
    System.exit(code);
  }

  /** Reason of a code that is no error: a kept champion, or runs that part. */
  private static String withoutError(int code) {
    return code == ExitCode.KEPT.code()
        ? "the champion was kept; the table promotions says why"
        : "the runs are not the same; standard output says where they part";
  }

  /** Runs a command and returns its exit code. */
  static int execute(PrintWriter out, PrintWriter err, String... args) {
    return new Main().run(out, err, args);
  }

  private int run(PrintWriter out, PrintWriter err, String... args) {
    LoginUser.complete();
    CommandLine commandLine = new CommandLine(this);
    Map<String, String> codes = new LinkedHashMap<>();
    for (ExitCode code : ExitCode.values()) {
      codes.put(String.valueOf(code.code()), code.meaning());
    }
    codes.put("129, 130, 143", "stopped by SIGHUP, SIGINT or SIGTERM: the same command goes on");
    commandLine.getCommandSpec().usageMessage().exitCodeList(codes);
    command(commandLine, "train", TrainCommand.class).tell(position);
    command(commandLine, "retrain", RetrainCommand.class).tell(position);
    command(commandLine, "reproduce", ReproduceCommand.class).tell(position);
    return commandLine
        .setOut(out)
        .setErr(err)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO))
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(Main::runPrintably)
        .setParameterExceptionHandler(this::report)
        .setExecutionExceptionHandler(this::report)
        .execute(HomePaths.expand(args));
  }

  private static <C> C command(CommandLine root, String name, Class<C> type) {
    return type.cast(root.getSubcommands().get(name).getCommand());
  }

  /** Runs the command; only the help, which has colours, is printed as it stands. */
  private static int runPrintably(CommandLine.ParseResult parsed) {
    boolean isHelp =
        parsed.asCommandLineList().stream()
            .anyMatch(it -> it.isUsageHelpRequested() || it.isVersionHelpRequested());
    if (!isHelp) {
      CommandLine whole = parsed.commandSpec().commandLine();
      whole.setOut(PrintableWriter.on(whole.getOut()));
      whole.setErr(PrintableWriter.on(whole.getErr()));
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** One line instead of the whole help. */
  private int report(CommandLine.ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    error =
        Redaction.redact(
            "%s; see %s --help"
                .formatted(ErrorText.of(exception), command.getCommandSpec().qualifiedName()));
    command.getErr().println("error: " + error);
    return ExitCode.USAGE.code();
  }

  private int report(Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
    Failure failure = Failure.of(exception);
    if (ShutdownHookManager.get().isShutdownInProgress()) {
      return failure.exitCode().code(); // it failed because it is torn down
    }
    if (failure.isOurs()) {
      StringWriter trace = new StringWriter();
      exception.printStackTrace(new PrintWriter(trace, true));
      command.getErr().print(Redaction.redact(trace.toString()));
    }
    error = PrintableText.line(Redaction.redact(failure.message()));
    command.getErr().println("error: " + error);
    return failure.exitCode().code();
  }
}
