package org.sparkresnet.train;

/**
 * Report at the end of an epoch, or of a run that ends within one.
 *
 * @param epoch counts from 0
 * @param iteration global iteration after its last minibatch so far
 * @param loss mean training loss over its images so far, with label smoothing and weight decay
 * @param model flat parameter vector to evaluate
 * @param whole false if the run ends before the epoch has seen all images
 */
public record EpochReport(int epoch, long iteration, double loss, float[] model, boolean whole) {}
