package org.sparkresnet.cli.display;

import java.util.Locale;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.jobs.export.ModelExportResult;
import org.sparkresnet.nn.export.OnnxModel;
import org.sparkresnet.nn.export.SafeTensors;

/** Line on an exported model. */
public final class ModelExportText {
  private ModelExportText() {}

  /** Model, file, bytes, SHA-256, and the names by which a program reads the file. */
  public static String of(ModelExportResult result) {
    return String.format(
        Locale.ROOT,
        "%s%s: %s%s, %,d bytes, SHA-256 %s; %s",
        result.version().map(version -> version + ", ").orElse(""),
        result.network().displayName(),
        HumanText.path(result.file()),
        result.written() ? "" : " (as it was)",
        result.bytes(),
        result.sha256(),
        names(result));
  }

  private static String names(ModelExportResult result) {
    return switch (result.format()) {
      case ONNX ->
          "input %s uint8 [n,3,32,32], output %s float32 [n,%d]"
              .formatted(OnnxModel.INPUT, OnnxModel.OUTPUT, result.network().classes());
      case SAFETENSORS -> "described in %s beside it".formatted(SafeTensors.CONFIG_FILE);
    };
  }
}
