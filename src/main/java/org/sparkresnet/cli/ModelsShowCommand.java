package org.sparkresnet.cli;

import java.util.concurrent.Callable;
import org.sparkresnet.common.BuildInfo;
import org.sparkresnet.registry.ModelReference;
import org.sparkresnet.registry.Registry;
import org.sparkresnet.registry.VersionManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows a version. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    versionProvider = BuildInfo.class,
    description = "Shows where a version came from, and verifies its model's SHA-256.")
final class ModelsShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @ParentCommand private ModelsCommand models;

  @Parameters(paramLabel = "VERSION", description = "champion, v000007, v7 or 7.")
  private String version;

  @Override
  public Integer call() {
    Registry registry = models.options().registry();
    VersionManifest manifest = registry.manifest(ModelReference.find(registry, version));
    registry.read(manifest.version());
    spec.commandLine().getOut().print(VersionText.show(registry, manifest));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
