/** Surroundings of every job: Spark, store, lock, run id, data and saved models. */
package org.sparkresnet.jobs;
