package org.sparkresnet.dataset;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.cifar.RecordLayout;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.FileErrors;

/**
 * Consecutive records of one file, to be read by one task.
 *
 * @param firstRecord index in the file
 * @param firstId example id of the first record; ids count through all files of a set
 * @param layout of the records
 */
record Slice(String path, long firstRecord, int records, long firstId, RecordLayout layout)
    implements Serializable {
  /** Most records of a slice, of one label byte 698,823: an array has at most 2^31 - 1 bytes. */
  static int mostRecords(RecordLayout layout) {
    return Integer.MAX_VALUE / layout.recordBytes();
  }

  /** Images of a part that is evaluated or scored: two minibatches of the default size. */
  private static final int EVALUATED_IMAGES = 500;

  /**
   * Number of parts of images that are evaluated or scored. Follows from their number alone, since
   * the last digits of a loss and of probabilities depend on the parts.
   */
  static int evaluatedParts(int images) {
    return (int) (((long) images + EVALUATED_IMAGES - 1) / EVALUATED_IMAGES);
  }

  /**
   * Deals the records of all files to parts of equal size (to within one record). Part p holds the
   * ids from p × n / parts.
   */
  static List<List<Slice>> deal(List<RecordFiles.RecordFile> files, int parts) {
    int total = RecordFiles.records(files);
    List<List<Slice>> dealt = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      long begin = EpochOrder.firstPosition(total, parts, part);
      long end = EpochOrder.firstPosition(total, parts, part + 1);
      List<Slice> slices = new ArrayList<>();
      long fileBegin = 0;
      for (RecordFiles.RecordFile file : files) {
        long from = Math.max(begin, fileBegin);
        long to = Math.min(end, fileBegin + file.records());
        if (from < to) {
          slices.add(
              new Slice(file.path(), from - fileBegin, (int) (to - from), from, file.layout()));
        }
        fileBegin += file.records();
      }
      dealt.add(slices);
    }
    return dealt;
  }

  private int recordBytes() {
    return layout.recordBytes();
  }

  /**
   * Reads the bytes of the records.
   *
   * @throws UserError of code DATA, or STORAGE, if they cannot be read
   */
  byte[] read(Configuration hadoop) {
    byte[] bytes = new byte[Math.multiplyExact(records, recordBytes())];
    Path file = new Path(path);
    try (FSDataInputStream in = file.getFileSystem(hadoop).open(file)) {
      in.readFully(firstRecord * recordBytes(), bytes);
    } catch (IOException | IllegalArgumentException e) { // Hadoop refuses some names, as a:b
      throw FileErrors.unreadable(
          "%s: records %d to %d cannot be read: %s"
              .formatted(path, firstRecord, firstRecord + records - 1, e.getMessage()),
          e);
    }
    return bytes;
  }
}
