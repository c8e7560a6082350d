package org.sparkresnet.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.sparkresnet.tables.ddl.Dialect;
import org.sparkresnet.tables.ddl.TableDdl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints SQL that makes the tables known to other programs. */
@Command(
    name = "ddl",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description =
        "Prints SQL that creates the store's tables in Hive, Trino, Spark or DuckDB, over the"
            + " store's files. Run it again when there is a new month.")
final class DdlCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private StoreOptions options;

  @Option(
      names = "--dialect",
      required = true,
      paramLabel = "NAME",
      description = "hive, trino, spark or duckdb.")
  private Dialect dialect;

  @Option(names = "--schema", paramLabel = "NAME", description = "Schema of the tables.")
  private String schema;

  @Override
  public Integer call() {
    TableDdl ddl = new TableDdl(options.withoutSpark(), dialect, Optional.ofNullable(schema));
    spec.commandLine().getOut().print(ddl.text());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
