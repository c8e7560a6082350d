/** Parameter averaging on Spark: plan, rounds, averaging, checkpoints, trainer. */
package org.sparkresnet.train;
