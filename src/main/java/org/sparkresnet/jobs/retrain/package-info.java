/** Retrains a model and decides who is champion. */
package org.sparkresnet.jobs.retrain;
