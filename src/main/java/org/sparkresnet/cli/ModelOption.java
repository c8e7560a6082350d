package org.sparkresnet.cli;

import picocli.CommandLine.Option;

/** The option --model of the commands that run a saved model forward. */
final class ModelOption {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description =
          "A model.zip on any Hadoop file system, or a version of the registry: champion, v7,"
              + " NAME@champion, NAME@v7.")
  String model;
}
