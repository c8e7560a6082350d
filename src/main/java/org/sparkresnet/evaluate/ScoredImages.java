package org.sparkresnet.evaluate;

import java.io.Serializable;

/**
 * What a model says of some consecutive images of a file.
 *
 * @param firstRecord index in the file of the first one
 */
public record ScoredImages(String file, long firstRecord, Predictions predictions)
    implements Serializable {}
