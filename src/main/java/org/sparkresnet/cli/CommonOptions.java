package org.sparkresnet.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.config.Settings;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options of every command that reads the configuration. */
final class CommonOptions {
  @Option(
      names = "--config",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "HOCON file over the defaults, for example conf/quick.conf.")
  private Path config;

  @Option(
      names = "--set",
      scope = ScopeType.INHERIT,
      paramLabel = "KEY=VALUE",
      description = "One key of the configuration; may be repeated, wins over --config.")
  private List<String> assignments = new ArrayList<>();

  Settings settings() {
    return Settings.load(config, assignments);
  }

  /** Name of the recipe: the configuration file without folder and ending. */
  String recipeName() {
    if (config == null) {
      return "default";
    }
    return config.getFileName().toString().replaceFirst("\\.[^.]*$", "");
  }
}
