/** Keeps what a run leaves behind: its files, its Parquet tables and its journal in progress. */
package org.sparkresnet.results;
