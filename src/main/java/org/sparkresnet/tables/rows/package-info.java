/** Rows of the result tables: one record a table, whose components are its columns. */
package org.sparkresnet.tables.rows;
