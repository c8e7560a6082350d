/** Lays the project's Spark settings under those of a cluster and of the command line. */
package org.sparkresnet.submit;
