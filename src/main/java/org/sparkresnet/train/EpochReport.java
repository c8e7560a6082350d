package org.sparkresnet.train;

/**
 * Report at the end of an epoch.
 *
 * @param epoch counts from 0
 * @param iteration global iteration after its last minibatch
 * @param loss mean training loss over its images, with label smoothing and weight decay
 * @param model flat parameter vector to evaluate
 */
public record EpochReport(int epoch, long iteration, double loss, float[] model) {}
