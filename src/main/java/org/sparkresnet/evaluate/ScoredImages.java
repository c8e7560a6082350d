package org.sparkresnet.evaluate;

import java.io.Serializable;

/**
 * Predictions for consecutive images of a file.
 *
 * @param firstRecord index in the file of the first image
 */
public record ScoredImages(String file, long firstRecord, Predictions predictions)
    implements Serializable {}
