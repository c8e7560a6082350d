package org.sparkresnet.jobs.convert;

import java.util.List;
import org.apache.spark.Partitioner;
import org.sparkresnet.jobs.convert.FilePlan.PlannedFile;

/** Sends each picture to the task that writes its file. */
final class FilePartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final PictureKey[] firsts;

  FilePartitioner(List<PlannedFile> files) {
    this.firsts = files.stream().map(PlannedFile::first).toArray(PictureKey[]::new);
  }

  @Override
  public int numPartitions() {
    return firsts.length;
  }

  @Override
  public int getPartition(Object key) {
    int low = 0;
    int high = firsts.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (firsts[middle].compareTo((PictureKey) key) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
