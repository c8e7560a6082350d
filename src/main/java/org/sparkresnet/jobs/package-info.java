/** What every job needs: Spark, store, lock, run id, data and saved models. */
package org.sparkresnet.jobs;
