package org.sparkresnet.cli;

import picocli.CommandLine.Option;

/** Where results are kept. */
final class StoreOptions {
  @Option(
      names = "--store",
      paramLabel = "URI",
      defaultValue = "store",
      description = "Where runs and tables are kept, on any Hadoop file system (default: store).")
  String store;
}
