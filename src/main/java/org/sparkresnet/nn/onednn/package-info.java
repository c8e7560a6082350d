/** DL4J layers that compute the residual network with oneDNN, in NHWC float32 throughout. */
package org.sparkresnet.nn.onednn;
