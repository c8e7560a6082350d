/** DL4J layers that compute the residual network with oneDNN's kernels, in NHWC throughout. */
package org.sparkresnet.nn.onednn;
