/**
 * Rows of the result tables, and their Parquet files: written, read, compacted and, during a run,
 * logged.
 */
package org.sparkresnet.tables;
