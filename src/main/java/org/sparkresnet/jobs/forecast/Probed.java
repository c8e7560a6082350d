package org.sparkresnet.jobs.forecast;

/**
 * What a probe of a training that is to come has measured.
 *
 * @param workers that trained in it
 */
public record Probed(int workers, Measured measured) {}
