package org.sparkresnet.jobs.report;

/**
 * Outcome of an export.
 *
 * @param runs that were copied
 * @param bytes of the folder's tables now, rows of earlier exports included
 */
public record ExportResult(int runs, long bytes) {}
