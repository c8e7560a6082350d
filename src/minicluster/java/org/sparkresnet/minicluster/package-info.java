/**
 * A small real cluster on loopback, for trying and for tests: HDFS, YARN and standalone Spark. Runs
 * with Hadoop's own class path, never Spark's; submit/minicluster compiles it.
 */
package org.sparkresnet.minicluster;
