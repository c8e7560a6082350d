/** Jobs that show stored runs to others: the report page and the export. */
package org.sparkresnet.jobs.report;
