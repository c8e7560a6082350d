/** Jobs that apply a saved model: evaluation and scoring. */
package org.sparkresnet.jobs.evaluate;
