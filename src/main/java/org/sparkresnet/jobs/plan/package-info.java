/** Plans a training before it is submitted: what it will take, by a probe on the cluster. */
package org.sparkresnet.jobs.plan;
