package org.sparkresnet.dataset;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.cifar.FileScan;

/** Some slices as they were read: the images, and what the data checks need to know of them. */
record LoadedShard(Shard images, List<FileScan> scans) implements Serializable {
  static LoadedShard read(List<Slice> slices, Configuration hadoop) {
    ShardBuilder images = new ShardBuilder(slices.stream().mapToInt(Slice::records).sum());
    List<FileScan> scans = new ArrayList<>();
    for (Slice slice : slices) {
      byte[] bytes = slice.read(hadoop);
      scans.add(FileScan.of(slice.path(), slice.firstRecord(), bytes));
      for (int i = 0; i < slice.records(); i++) {
        int record = i * CifarFormat.RECORD_BYTES;
        images.set(images.filled(), bytes[record], slice.firstId() + i, bytes, record + 1);
      }
    }
    return new LoadedShard(images.build(), List.copyOf(scans));
  }
}
