package org.sparkresnet.jobs.report;

/**
 * Outcome of an export.
 *
 * @param runs that were copied
 * @param removed runs whose rows were removed
 * @param bytes of the folder's tables now, rows of earlier exports included
 */
public record ExportResult(int runs, int removed, long bytes) {}
