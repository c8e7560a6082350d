/** Jobs that keep a store small and whole: removal of old runs, compaction of tables, repair. */
package org.sparkresnet.jobs.upkeep;
