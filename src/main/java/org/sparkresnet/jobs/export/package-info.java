/** The job that exports a saved model in the file formats of other programs. */
package org.sparkresnet.jobs.export;
