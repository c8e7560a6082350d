package org.sparkresnet.jobs.upkeep;

/**
 * Outcome of a removal of old runs.
 *
 * @param runs removed, or that would be
 * @param bytes they took
 */
public record CleanResult(int runs, long bytes) {}
