package org.sparkresnet.jobs.export;

import java.util.Locale;
import java.util.Optional;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.UserError;

/** Format of an exported model. */
public enum ModelFormat {
  /** One file for onnxruntime and others: raw pixels in, probabilities out. */
  ONNX,
  /** A folder with the parameters by name, and a description of the network. */
  SAFETENSORS;

  private static final String ONNX_ENDING = ".onnx";
  private static final String SAFETENSORS_ENDING = ".safetensors";

  /**
   * Format of a target: the given one, or that of its ending.
   *
   * @throws UserError of code USAGE if neither tells, or if the ending is of the other format
   */
  static ModelFormat of(Optional<ModelFormat> given, String target) {
    String name = target.toLowerCase(Locale.ROOT);
    boolean isOnnx = name.endsWith(ONNX_ENDING);
    if (given.isEmpty() && !isOnnx) {
      throw UserError.usage(
          "--to must end in .onnx, or --format must be given (onnx, safetensors), cannot be: "
              + ErrorText.of(target));
    }
    ModelFormat format = given.orElse(ONNX);
    if (format == ONNX && name.endsWith(SAFETENSORS_ENDING)) {
      throw UserError.usage(
          "--to must not end in .safetensors with --format onnx, cannot be: "
              + ErrorText.of(target));
    }
    if (format == SAFETENSORS && (isOnnx || name.endsWith(SAFETENSORS_ENDING))) {
      throw UserError.usage(
          "--to must be a folder with --format safetensors, cannot be: " + ErrorText.of(target));
    }
    return format;
  }
}
