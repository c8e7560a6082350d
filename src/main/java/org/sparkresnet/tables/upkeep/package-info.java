/**
 * Upkeep of the tables' files: what a young store begins with, rows of many runs in one file a
 * month, and damaged files.
 */
package org.sparkresnet.tables.upkeep;
