/** Rows of the result tables, and their Parquet files: written, read, checked and merged. */
package org.sparkresnet.tables;
