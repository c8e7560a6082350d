/** The rows of the result tables, and how they are written to Parquet, read and compacted. */
package org.sparkresnet.tables;
