package org.sparkresnet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

/** Completion of the submit scripts for bash and zsh; called by submit/local and by the release. */
@Command(
    name = "completion",
    hidden = true,
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = "Prints the completion of the submit scripts for bash and zsh.")
final class CompletionCommand implements java.util.concurrent.Callable<Integer> {
  private static final String FUNCTIONS = "spark_resnet";

  /** Options of submit/_options, which stand before the command, and spark-submit's. */
  private static final List<OptionSpec> BEFORE_COMMAND =
      List.of(
          flag("--print"),
          flag("--secure"),
          file("--secret-file"),
          file("--event-log"),
          file("--jdk"),
          flag("--verbose"),
          flag("--supervise"),
          choice("--master", "local[*]", "yarn"),
          choice("--deploy-mode", "client", "cluster"),
          value("--name"),
          value("--conf"),
          file("--properties-file"),
          file("--jars"),
          file("--files"),
          file("--archives"),
          value("--driver-memory"),
          value("--driver-cores"),
          value("--driver-java-options"),
          value("--driver-class-path"),
          value("--driver-library-path"),
          value("--executor-memory"),
          value("--executor-cores"),
          value("--total-executor-cores"),
          value("--num-executors"),
          value("--queue"),
          value("--principal"),
          file("--keytab"),
          value("--proxy-user"));

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandSpec submit = spec.root();
    CommandSpec train = submit.subcommands().get("train").getCommandSpec();
    CommandSpec retrain = submit.subcommands().get("retrain").getCommandSpec();
    PrintWriter out = spec.commandLine().getOut();
    out.print(functions("", with(submit, BEFORE_COMMAND)));
    CommandSpec sweepScript = with(CommandSpec.create(), BEFORE_COMMAND);
    sweepScript.addPositional(
        PositionalParamSpec.builder().index("0").paramLabel("FILE").type(File.class).build());
    List.of("--store", "--set", "--help").forEach(it -> add(sweepScript, train.findOption(it)));
    out.print(functions("_sweep", sweepScript));
    CommandSpec retrainScript = with(CommandSpec.create(), BEFORE_COMMAND);
    List.of(choice("--on", "local", "yarn", "spark://"), file("--logs"), value("--keep"))
        .forEach(retrainScript::addOption);
    retrainScript.addOption(flag("--quiet"));
    retrain.options().forEach(it -> add(retrainScript, it));
    out.print(functions("_retrain", retrainScript));
    try (InputStream in = CompletionCommand.class.getResourceAsStream("completion.bash")) {
      out.print(new String(in.readAllBytes(), UTF_8));
    }
    out.flush();
    return 0;
  }

  /** Picocli's functions for a script, without its comments and without its registration. */
  private static String functions(String script, CommandSpec spec) {
    return AutoComplete.bash(FUNCTIONS + script, new CommandLine(spec))
        .replaceFirst("(?s)^#!.*?\n\n", "")
        .replaceFirst("(?s)\n# Define a completion specification.*", "");
  }

  private static CommandSpec with(CommandSpec script, List<OptionSpec> options) {
    options.forEach(script::addOption);
    return script;
  }

  private static void add(CommandSpec script, OptionSpec option) {
    if (script.findOption(option.longestName()) == null) {
      script.addOption(OptionSpec.builder(option).build());
    }
  }

  private static OptionSpec flag(String name) {
    return OptionSpec.builder(name).type(boolean.class).arity("0").build();
  }

  private static OptionSpec value(String name) {
    return OptionSpec.builder(name).type(String.class).build();
  }

  private static OptionSpec file(String name) {
    return OptionSpec.builder(name).type(File.class).build();
  }

  private static OptionSpec choice(String name, String... values) {
    return OptionSpec.builder(name)
        .type(String.class)
        .completionCandidates(List.of(values))
        .build();
  }
}
