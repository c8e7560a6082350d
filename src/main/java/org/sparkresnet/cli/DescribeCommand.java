package org.sparkresnet.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sparkresnet.files.LocalOutput;
import org.sparkresnet.nn.NetworkConfig;
import org.sparkresnet.nn.NetworkSummary;
import org.sparkresnet.nn.describe.NetworkDiagram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the network. */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Prints the network layer by layer: output shape, parameters, multiply-adds of one image.",
      "",
      "The network is chosen by model.depth and model.residual, for example",
      "  submit/local describe --set model.depth=56 --svg resnet56.svg"
    })
final class DescribeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Write the annotated diagram of the network to this file as well.")
  private Path svg;

  @Override
  public Integer call() {
    NetworkConfig network = common.config().model().network();
    spec.commandLine().getOut().println(NetworkSummary.of(network).toTable());
    if (svg != null) {
      LocalOutput.write("--svg", svg, NetworkDiagram.svg(network));
      spec.commandLine().getOut().println("diagram: " + svg);
    }
    return 0;
  }
}
