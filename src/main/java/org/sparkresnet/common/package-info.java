/**
 * Errors with their exit codes, JSON records, and text for people: one line, one table, one number
 * at a time.
 */
package org.sparkresnet.common;
