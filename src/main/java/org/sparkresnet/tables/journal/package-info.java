/** Rows of a run that has not ended, logged in its folder as they come. */
package org.sparkresnet.tables.journal;
