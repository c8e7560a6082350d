/** Trains a stored run again and compares the bits, and finds where two runs part. */
package org.sparkresnet.jobs.reproduce;
