package org.sparkresnet.dataset;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.sparkresnet.cifar.FileScan;

/**
 * Cached images with the SHA-256 of each partition, which shows whether a file changed before a
 * lost partition is read again. Driver only.
 *
 * @param sha256 of each partition
 */
record CachedImages(JavaRDD<LoadedShard> loaded, List<String> sha256) {
  /**
   * Takes the SHA-256 of each partition from its scans.
   *
   * @param scans of each partition
   */
  static CachedImages of(JavaRDD<LoadedShard> loaded, List<List<FileScan>> scans) {
    return new CachedImages(loaded, scans.stream().map(LoadedShard::sha256).toList());
  }

  /**
   * The images as a lazy RDD. A task that reads other images than the first time fails with an
   * error of code DATA.
   */
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
