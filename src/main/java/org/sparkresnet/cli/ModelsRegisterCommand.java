package org.sparkresnet.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.common.UserError;
import org.sparkresnet.config.Settings;
import org.sparkresnet.jobs.RegistryLock;
import org.sparkresnet.registry.ModelVersion;
import org.sparkresnet.registry.VersionManifest;
import org.sparkresnet.store.RunId;
import org.sparkresnet.store.Store;
import org.sparkresnet.store.Summary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Adds a run's model. */
@Command(
    name = "register",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    description =
        "Copies the model of a finished run into the registry as the next version. A run that is"
            + " registered already keeps its version. The champion stays; promote changes it.")
final class ModelsRegisterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @ParentCommand private ModelsCommand models;

  @Parameters(paramLabel = "RUN", description = "Run id of a finished run of train.")
  private String run;

  @Override
  public Integer call() {
    RunId runId = new RunId(run);
    Settings settings = models.options().settings();
    PrintWriter out = spec.commandLine().getOut();
    Store store = models.options().store();
    if (!store.exists(store.run(runId))) {
      throw UserError.usage("no run %s in %s".formatted(runId, store.root()));
    }
    SortedMap<String, Double> metrics = metrics(store, runId);
    ModelVersion version =
        RegistryLock.withLock(
            store,
            settings,
            "models register",
            models.err(),
            registry -> {
              ModelVersion added = registry.register(runId, metrics, Optional.empty()).version();
              out.println("%s %s: run %s".formatted(registry.name(), added, runId));
              RegistryLock.prune(registry, settings, out);
              return added;
            });
    out.println("next: submit/local promote " + version + models.options().storeOption());
    return 0;
  }

  private static SortedMap<String, Double> metrics(Store store, RunId run) {
    return Summary.ofRun(store, run)
        .map(VersionManifest::metricsOf)
        .orElseThrow(
            () ->
                UserError.data(
                    "run %s has not ended: %s is missing".formatted(run, store.summary(run))));
  }
}
