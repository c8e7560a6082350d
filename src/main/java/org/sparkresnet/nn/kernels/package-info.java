/** oneDNN's kernels on native memory: built once for a shape, then run by address. */
package org.sparkresnet.nn.kernels;
