/** The training job: from the data checks to the summary. */
package org.sparkresnet.jobs.train;
