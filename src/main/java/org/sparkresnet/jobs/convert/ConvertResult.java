package org.sparkresnet.jobs.convert;

import org.apache.hadoop.fs.Path;

/**
 * Outcome of a conversion.
 *
 * @param folder of the data
 * @param conversion as it stands in the folder
 * @param seconds of the whole job
 */
public record ConvertResult(Path folder, Conversion conversion, double seconds) {}
