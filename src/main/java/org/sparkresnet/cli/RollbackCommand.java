package org.sparkresnet.cli;

import java.util.concurrent.Callable;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.jobs.retrain.ChangeChampionJob;
import org.sparkresnet.registry.Champion;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Undoes the last promotion. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
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
  public Integer call() {
    ChangeChampionJob change =
        new ChangeChampionJob(
            options,
            "rollback",
            changeOptions.reason(),
            changeOptions.runId("rollback"),
            spec.commandLine().getOut());
    change.run(
        registry -> registry.carriedOut(change.runId()).orElseGet(() -> back(registry, change)));
    return 0;
  }

  private static Champion back(Registry registry, ChangeChampionJob change) {
    return registry.rollback(
        change.decision(Decision.Outcome.ROLLED_BACK, registry, registry.previous().version()),
        change.runId());
  }
}
