/** Locks a folder of the store for one process, with a sign of life that others watch. */
package org.sparkresnet.lock;
