package org.sparkresnet.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.config.JobConfig;
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

  /** Configuration, with every rule of a key checked that needs neither Spark nor data. */
  JobConfig config() {
    return JobConfig.load(config, assignments);
  }

  /** Name of the configuration file without folder and ending; "default" without a file. */
  String configName() {
    if (config == null) {
      return "default";
    }
    return config.getFileName().toString().replaceFirst("\\.[^.]*$", "");
  }
}
