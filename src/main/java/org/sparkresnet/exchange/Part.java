package org.sparkresnet.exchange;

import org.sparkresnet.replica.Weights;

/**
 * Slice of a worker's weights after a round, as sent to the worker that averages this slice.
 *
 * @param round number of the round in its segment, from 0
 * @param worker worker whose weights these are
 * @param examples images that it trained on in the round
 * @param lossSum sum of their losses
 * @param last true if the segment is to end after this round
 */
public record Part(
    int round, int worker, int examples, double lossSum, boolean last, Weights slice) {}
