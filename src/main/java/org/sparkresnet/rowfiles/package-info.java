/** Parquet files of rows: their names, their sums, and how a new version appears under readers. */
package org.sparkresnet.rowfiles;
