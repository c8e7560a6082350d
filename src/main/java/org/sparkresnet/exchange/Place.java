package org.sparkresnet.exchange;

/**
 * Place of a worker in a segment.
 *
 * @param segment number of the segment in its driver, which no segment of another training has; a
 *     segment that is repeated has a new one, so that weights of the earlier try never meet those
 *     of the next
 */
record Place(long segment, int worker) {}
