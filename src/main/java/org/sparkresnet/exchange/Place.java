package org.sparkresnet.exchange;

/** Place of a worker in an attempt of a segment. */
record Place(Attempt attempt, int worker) {}
