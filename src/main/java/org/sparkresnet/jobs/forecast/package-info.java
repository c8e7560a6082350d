/** Predicts a training's time, memory, network and accuracy from what earlier runs measured. */
package org.sparkresnet.jobs.forecast;
