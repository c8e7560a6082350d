/** Jobs that keep a store small: removal of old runs, compaction of tables. */
package org.sparkresnet.jobs.upkeep;
