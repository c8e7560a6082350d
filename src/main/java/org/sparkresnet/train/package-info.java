/** Parameter averaging on Spark: recipe, schedules, rounds, replicas, checkpoints, trainer. */
package org.sparkresnet.train;
