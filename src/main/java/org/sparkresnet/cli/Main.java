package org.sparkresnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.Redaction;
import org.sparkresnet.common.UserError;
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
    versionProvider = BuildInfo.class,
    subcommands = {
      FetchCommand.class,
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
      CleanCommand.class,
      CompactCommand.class,
      BenchCommand.class,
      StageCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, also when there was nothing to do",
      "1:a bug",
      "2:usage or configuration",
      "3:input data",
      "4:candidate not promoted",
      "5:training diverged",
      "6:another run holds the lock"
    })
public final class Main {
  private static final int BUG = 1;

  /** What went wrong, in a line; null if nothing did. */
  private String error;

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) throws ClusterFailure {
    Main main = new Main();
    int code =
        main.run(
            new PrintWriter(System.out, true, UTF_8),
            new PrintWriter(System.err, true, UTF_8),
            args);
    if (code == 0) {
      return; // System.exit(0) would make YARN's cluster mode report a failure
    }
    if ("cluster".equals(System.getProperty("spark.submit.deployMode"))) {
      // Only a kept champion ends with a code and no error.
      throw new ClusterFailure(
          code,
          main.error == null ? "the champion was kept; the table promotions says why" : main.error);
    }
    System.exit(code);
  }

  /** Runs a command and returns its exit code. */
  static int execute(PrintWriter out, PrintWriter err, String... args) {
    return new Main().run(out, err, args);
  }

  private int run(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(this)
        .setOut(out)
        .setErr(err)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO))
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(this::report)
        .setExecutionExceptionHandler(this::report)
        .execute(args);
  }

  /** The user's mistake behind a failure, which Spark may have wrapped. */
  public static Optional<UserError> userError(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserError error) {
        return Optional.of(error);
      }
    }
    return Optional.empty();
  }

  /** Whether something failed because another process has it. */
  public static boolean isLocked(Throwable failure) {
    return userError(failure).filter(it -> it.kind() == UserError.Kind.LOCKED).isPresent();
  }

  /** Why something failed, as tables keep it. */
  public static String reason(Throwable failure) {
    return userError(failure).map(UserError::getMessage).orElse(failure.toString());
  }

  /** One line instead of the whole help. */
  private int report(CommandLine.ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    error =
        Redaction.redact(
            "%s; see %s --help"
                .formatted(ErrorText.of(exception), command.getCommandSpec().qualifiedName()));
    command.getErr().println("error: " + error);
    return UserError.Kind.USAGE.exitCode();
  }

  private int report(Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
    Optional<UserError> mistake = userError(exception);
    if (mistake.isEmpty()) {
      StringWriter trace = new StringWriter();
      exception.printStackTrace(new PrintWriter(trace, true));
      command.getErr().print(Redaction.redact(trace.toString()));
    }
    error =
        Redaction.redact(
            mistake
                .map(UserError::getMessage)
                .orElse("this is a bug in spark-resnet: " + exception));
    command.getErr().println("error: " + error);
    return mistake.map(m -> m.kind().exitCode()).orElse(BUG);
  }
}
