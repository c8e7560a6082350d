/** Exchanges and averages weights among the tasks of one Spark job, over Spark's own transport. */
package org.sparkresnet.exchange;
