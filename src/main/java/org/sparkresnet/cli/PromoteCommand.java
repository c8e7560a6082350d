package org.sparkresnet.cli;

import java.util.concurrent.Callable;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.jobs.retrain.ChangeChampionJob;
import org.sparkresnet.registry.Decision;
import org.sparkresnet.registry.ModelReference;
import org.sparkresnet.registry.ModelVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a version the champion by hand. */
@Command(
    name = "promote",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
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
  public Integer call() {
    ChangeChampionJob change =
        new ChangeChampionJob(
            options,
            "promote",
            changeOptions.reason(),
            changeOptions.runId("promote"),
            spec.commandLine().getOut());
    change.run(
        registry -> {
          ModelVersion candidate = ModelReference.find(registry, version);
          return registry.promote(
              candidate,
              change.decision(Decision.Outcome.PROMOTED, registry, candidate),
              change.runId());
        });
    return 0;
  }
}
