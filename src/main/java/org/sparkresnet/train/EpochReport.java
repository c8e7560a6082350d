package org.sparkresnet.train;

import java.util.OptionalDouble;

/**
 * Report at the end of an epoch, or of a run that ends within one.
 *
 * @param epoch counts from 0
 * @param iteration global iteration after its last minibatch so far
 * @param loss mean training loss over its images so far, with label smoothing and weight decay
 * @param accuracy share of these images that were answered right while they were trained on:
 *     augmented, with each worker's own weights before the update, and batch statistics; empty if a
 *     build that did not count began the epoch
 * @param model flat parameter vector to evaluate
 * @param whole false if the run ends before the epoch has seen all images
 */
public record EpochReport(
    int epoch,
    long iteration,
    double loss,
    OptionalDouble accuracy,
    float[] model,
    boolean whole) {}
