package org.sparkresnet.jobs.drill;

import org.apache.hadoop.fs.Path;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.dataset.SplitMix64;
import org.sparkresnet.store.StoreWriter;

/** CIFAR-format files of images that are noise, the same bytes each time. */
final class DrillImages {
  private static final int TRAINING_FILES = 5;
  private static final int TRAINING_IMAGES = 64; // of a file
  private static final int TEST_IMAGES = 100;

  /** Training images of all files. */
  static final int TRAINING = TRAINING_FILES * TRAINING_IMAGES;

  private DrillImages() {}

  /** Writes 320 training and 100 test images of the ten classes into a folder. */
  static void write(StoreWriter writer, Path folder) {
    for (int file = 1; file <= TRAINING_FILES; file++) {
      byte[] records = records(file, TRAINING_IMAGES);
      writer.writeAtomically(
          new Path(folder, "data_batch_" + file + ".bin"), out -> out.write(records));
    }
    byte[] test = records(0, TEST_IMAGES);
    writer.writeAtomically(new Path(folder, "test_batch.bin"), out -> out.write(test));
    writer.writeAtomically(
        new Path(folder, "batches.meta.txt"), String.join("\n", CifarFormat.CLASS_NAMES) + "\n");
  }

  private static byte[] records(int file, int images) {
    byte[] records = new byte[images * CifarFormat.RECORD_BYTES];
    for (int i = 0; i < records.length; i++) {
      records[i] =
          i % CifarFormat.RECORD_BYTES == 0
              ? (byte) (i / CifarFormat.RECORD_BYTES % CifarFormat.CLASSES)
              : (byte) SplitMix64.mix(file, i);
    }
    return records;
  }
}
