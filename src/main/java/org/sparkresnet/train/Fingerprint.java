package org.sparkresnet.train;

/**
 * What a checkpoint belongs to.
 *
 * @param config SHA-256 of the resolved configuration that determines the result
 * @param data SHA-256 of the training and test images
 */
public record Fingerprint(String config, String data) {}
