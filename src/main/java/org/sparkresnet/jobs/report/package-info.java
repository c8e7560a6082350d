/** Jobs that show stored runs to others: pages of runs and of a model's nights, and the export. */
package org.sparkresnet.jobs.report;
