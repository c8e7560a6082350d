package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.registry.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks into the registry, and adds to it by hand. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    description = {
      "Lists the versions of the model registry.model in the store, the newest first; with a"
          + " subcommand shows one, compares two or adds one.",
      "",
      "  submit/local models",
      "  submit/local models show champion",
      "  submit/local models compare v8 champion",
      "  submit/local models register RUN"
    },
    subcommands = {
      ModelsShowCommand.class,
      ModelsCompareCommand.class,
      ModelsRegisterCommand.class
    })
final class ModelsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RegistryOptions options;

  @Override
  public Integer call() {
    Registry registry = options.registry();
    PrintWriter out = spec.commandLine().getOut();
    if (registry.versions().isEmpty()) {
      out.println("%s has no version yet; models register RUN adds one".formatted(registry.name()));
      return 0;
    }
    out.println(registry.name() + " in " + TrainText.shown(registry.folder()));
    out.print(VersionText.list(registry));
    out.flush();
    return 0;
  }

  /** Options may stand before or behind the subcommand. */
  RegistryOptions options() {
    return options;
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
