package org.sparkresnet.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.sparkresnet.cli.display.ModelExportText;
import org.sparkresnet.jobs.export.ModelExportJob;
import org.sparkresnet.jobs.export.ModelExportRequest;
import org.sparkresnet.jobs.export.ModelFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a model in the file formats of other programs. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Writes a model as ONNX, which takes raw pixels (uint8 [n,3,32,32]; planes red, green, blue) and"
          + " gives probabilities, or its parameters as safetensors with config.json beside them.",
      "",
      "The model's SHA-256 is verified first. A file that is there with the same bytes stays.",
      "",
      "  submit/local models export champion --to champion.onnx",
      "  submit/local models export v7 --to weights --format safetensors"
    })
final class ModelsExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RegistryOptions options;

  @Parameters(
      paramLabel = "VERSION",
      description = "champion, v7, 7, NAME@champion, NAME@v7, or the path of a model.zip.")
  private String version;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE|DIR",
      description = "File of ONNX, or folder of safetensors, on any Hadoop file system.")
  private String to;

  @Option(
      names = "--format",
      paramLabel = "onnx|safetensors",
      description = "Format of the export (default: onnx where --to ends in .onnx).")
  private ModelFormat format;

  @Option(names = "--overwrite", description = "Replace files that are there with other bytes.")
  private boolean overwrite;

  @Override
  public Integer call() {
    ModelExportRequest request =
        ModelExportRequest.of(
            options.config(), version, to, Optional.ofNullable(format), overwrite);
    StoreOptions store = options.storeOptions();
    spec.commandLine()
        .getOut()
        .println(
            ModelExportText.of(
                new ModelExportJob(store.withoutSpark(), store.hadoop()).run(request)));
    return 0;
  }
}
