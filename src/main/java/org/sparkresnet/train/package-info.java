/** A training run by parameter averaging: its state, its checkpoints, its selection of a model. */
package org.sparkresnet.train;
