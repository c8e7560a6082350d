package org.sparkresnet.jobs.convert;

import java.io.Serializable;

/**
 * Picture that is not converted.
 *
 * @param path of its file, or its place in a table
 * @param reason completes "the picture …"
 */
public record DamagedPicture(String path, String reason) implements Serializable {}
