package org.sparkresnet.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a version the champion by hand. */
@Command(
    name = "promote",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Makes a version of the registry the champion, without asking the promotion policy, and"
          + " records it in the table promotions.",
      "",
      "  submit/local promote v000007 --reason 'right on the new camera'"
    })
final class PromoteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RegistryOptions options;

  @Parameters(paramLabel = "VERSION", description = "v000007, v7 or 7.")
  private String version;

  @Mixin private ChangeOptions changeOptions;

  @Override
  public Integer call() throws IOException {
    return changeOptions.run(
        "promote",
        options,
        spec.commandLine().getOut(),
        (job, request) -> job.promote(request, version));
  }
}
