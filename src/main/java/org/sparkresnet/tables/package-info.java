/** Parquet files of the result tables: written, read, checked and merged. */
package org.sparkresnet.tables;
