/** Draws the network as an annotated picture. */
package org.sparkresnet.nn.describe;
