/** Locks a folder of the store for one process, with a heartbeat that others watch. */
package org.sparkresnet.lock;
