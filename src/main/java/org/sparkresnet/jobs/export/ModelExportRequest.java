package org.sparkresnet.jobs.export;

import java.util.Optional;
import org.sparkresnet.config.JobConfig;
import org.sparkresnet.files.Locations;

/**
 * Request to export a saved model.
 *
 * @param config names the model of a version without a name
 * @param model a version of the registry (champion, v7, 7, NAME@v7), or path of a model.zip
 * @param to file of ONNX or folder of safetensors, on any Hadoop file system
 * @param format of the export
 * @param overwrite replaces files that are there with other bytes
 */
public record ModelExportRequest(
    JobConfig config, String model, String to, ModelFormat format, boolean overwrite) {
  /** Refuses a password in the path. */
  public ModelExportRequest {
    Locations.requireNoPassword("--to", to);
  }

  /**
   * Request whose format may follow from the ending of its target.
   *
   * @throws org.sparkresnet.common.UserError of code USAGE if it does not
   */
  public static ModelExportRequest of(
      JobConfig config, String model, String to, Optional<ModelFormat> format, boolean overwrite) {
    return new ModelExportRequest(config, model, to, ModelFormat.of(format, to), overwrite);
  }
}
