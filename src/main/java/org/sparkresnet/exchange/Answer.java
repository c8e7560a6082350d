package org.sparkresnet.exchange;

import org.sparkresnet.replica.Weights;

/**
 * Averaged slice, as sent to every worker.
 *
 * @param last true if the segment ends after this round
 */
public record Answer(boolean last, Weights slice) {}
