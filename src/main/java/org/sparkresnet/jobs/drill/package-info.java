/** Kills and damages parts of a small training and compares what comes with an undisturbed one. */
package org.sparkresnet.jobs.drill;
