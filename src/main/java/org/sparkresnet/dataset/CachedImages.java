package org.sparkresnet.dataset;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.sparkresnet.cifar.FileScan;

/**
 * What was read of some files, and what it must be when parts that were lost with their executor
 * are read again. Driver only.
 *
 * @param sha256 of each partition
 */
record CachedImages(JavaRDD<LoadedShard> loaded, List<String> sha256) {
  /**
   * Fixes what was read as what it must be.
   *
   * @param scans of each partition
   */
  static CachedImages of(JavaRDD<LoadedShard> loaded, List<List<FileScan>> scans) {
    return new CachedImages(loaded, scans.stream().map(LoadedShard::sha256).toList());
  }

  /** The images; a task that reads others than the first time fails with an error of kind DATA. */
  JavaRDD<Shard> images() {
    List<String> expected = sha256; // not this, whose RDD the driver alone has
    return loaded.mapPartitionsWithIndex(
        (part, shards) -> List.of(shards.next().requireUnchanged(expected.get(part))).iterator(),
        true);
  }

  void unpersist() {
    loaded.unpersist(false);
  }
}
