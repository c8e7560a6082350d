package org.sparkresnet.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.sparkresnet.jobs.retrain.ChangeChampionJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Undoes the last promotion. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Makes the champion before the current one the champion again, and records it in the table"
          + " promotions. A second rollback goes back by one more.",
      "",
      "  submit/local rollback --reason 'takes cats for dogs'"
    })
final class RollbackCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RegistryOptions options;

  @Mixin private ChangeOptions changeOptions;

  @Override
  public Integer call() throws IOException {
    return changeOptions.run(
        "rollback", options, spec.commandLine().getOut(), ChangeChampionJob::rollback);
  }
}
