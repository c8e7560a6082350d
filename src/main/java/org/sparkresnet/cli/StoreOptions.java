package org.sparkresnet.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where results are kept. */
final class StoreOptions {
  private static final String DEFAULT = "store";

  @Option(
      names = "--store",
      scope = ScopeType.INHERIT,
      paramLabel = "URI",
      defaultValue = DEFAULT,
      description = "Where runs and tables are kept, on any Hadoop file system (default: store).")
  String store;

  /** What has to stand in a command that is to work on the same store. */
  String again() {
    return store.equals(DEFAULT) ? "" : " --store " + TrainText.shell(store);
  }
}
