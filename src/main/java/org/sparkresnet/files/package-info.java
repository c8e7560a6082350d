/** Writes files whole or not at all, on any Hadoop file system. */
package org.sparkresnet.files;
