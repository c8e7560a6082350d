/** A network on a thread: its weights, its optimizer and its native memory. */
package org.sparkresnet.replica;
