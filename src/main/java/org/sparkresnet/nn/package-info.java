/** The residual network of He et al. for 32x32 images, as a DL4J ComputationGraph. */
package org.sparkresnet.nn;
