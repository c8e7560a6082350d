/** Trains rounds on Spark, as jobs or in segments, and averages the workers. */
package org.sparkresnet.rounds;
