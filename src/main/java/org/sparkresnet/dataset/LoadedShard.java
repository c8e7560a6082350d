package org.sparkresnet.dataset;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparkresnet.cifar.DataFingerprint;
import org.sparkresnet.cifar.FileScan;
import org.sparkresnet.cifar.PixelSums;
import org.sparkresnet.cifar.RecordLayout;
import org.sparkresnet.common.UserError;

/**
 * Images of some slices as read, with the scans and sums for the data checks.
 *
 * @param pixels sums of their pixels
 * @param sha256 fingerprint of labels and pixels, in hex
 */
record LoadedShard(Shard images, List<FileScan> scans, PixelSums pixels, String sha256)
    implements Serializable {
  static LoadedShard read(List<Slice> slices, Configuration hadoop) {
    ShardBuilder images = new ShardBuilder(slices.stream().mapToInt(Slice::records).sum());
    List<FileScan> scans = new ArrayList<>();
    PixelSums pixels = PixelSums.none();
    for (Slice slice : slices) {
      byte[] bytes = slice.read(hadoop);
      RecordLayout layout = slice.layout();
      scans.add(FileScan.of(layout, slice.path(), slice.firstRecord(), bytes));
      pixels = pixels.plus(PixelSums.of(layout, bytes));
      for (int i = 0; i < slice.records(); i++) {
        int record = i * layout.recordBytes();
        images.set(
            images.filled(),
            (short) layout.label(bytes, record),
            slice.firstId() + i,
            bytes,
            record + layout.labelBytes());
      }
    }
    return new LoadedShard(images.build(), List.copyOf(scans), pixels, sha256(scans));
  }

  /** SHA-256 of the scanned records, in hex. */
  static String sha256(List<FileScan> scans) {
    return DataFingerprint.sha256(scans, List.of());
  }

  /**
   * The images, if they are still those of the first reading. The slices of a lost executor are
   * read again, and a file may have been replaced in between.
   *
   * @throws UserError of code DATA if the images changed
   */
  Shard requireUnchanged(String expectedSha256) {
    if (!sha256.equals(expectedSha256)) {
      throw UserError.data(
          "%s: changed while the run used it, SHA-256 of its part read again is %s, was %s; run again"
              .formatted(
                  String.join(" or ", scans.stream().map(FileScan::file).distinct().toList()),
                  sha256,
                  expectedSha256));
    }
    return images;
  }
}
