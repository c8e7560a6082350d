/** Checks machines, cluster, store and data: a line each, that it is fit or what to do. */
package org.sparkresnet.jobs.doctor;
