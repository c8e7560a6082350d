package org.sparkresnet.jobs.export;

import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.nn.NetworkConfig;

/**
 * Outcome of an export of a model.
 *
 * @param version NAME@v000007, if the model was named by a version
 * @param file with the parameters: ONNX or safetensors
 * @param bytes of that file
 * @param sha256 of that file
 * @param written false if the same bytes were there already
 */
public record ModelExportResult(
    NetworkConfig network,
    Optional<String> version,
    ModelFormat format,
    Path file,
    long bytes,
    String sha256,
    boolean written) {}
