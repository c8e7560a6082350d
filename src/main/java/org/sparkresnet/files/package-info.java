/**
 * Writes files whole or not at all, on any Hadoop file system, and finds the files that a path
 * means.
 */
package org.sparkresnet.files;
