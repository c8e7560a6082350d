/** The page of a run: one HTML file with its charts, tables and pictures, made of stored rows. */
package org.sparkresnet.report;
