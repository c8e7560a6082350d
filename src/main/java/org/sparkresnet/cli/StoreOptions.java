package org.sparkresnet.cli;

import picocli.CommandLine.Option;

/** Where results are kept. */
final class StoreOptions {
  static final String DEFAULT = "store";

  @Option(
      names = "--store",
      paramLabel = "URI",
      defaultValue = DEFAULT,
      description = "Where runs and tables are kept, on any Hadoop file system (default: store).")
  String store;
}
