package org.sparkresnet.jobs.convert;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.Sha256;

/**
 * Files to be written, in the order of their records: the test file, then training files of at most
 * 10,000 records, whose numbers have as many digits as the last one's. Driver only.
 */
record FilePlan(List<PlannedFile> files) {
  private static final int MOST_RECORDS = 10_000;

  /**
   * File to be written.
   *
   * @param first key of its first record
   * @param content SHA-256 of the labels and digests of its pictures in order
   */
  record PlannedFile(String name, PictureKey first, int records, String content) {}

  /**
   * Plans files.
   *
   * @param keys of all pictures, sorted
   * @param test number of test images, which are the first
   */
  static FilePlan of(List<PictureKey> keys, int test) {
    int training = (keys.size() - test + MOST_RECORDS - 1) / MOST_RECORDS;
    String number = "%0" + String.valueOf(training).length() + "d";
    List<PlannedFile> files = new ArrayList<>();
    files.add(file(CifarFiles.TEST_FILE, keys.subList(0, test)));
    for (int i = 0; i < training; i++) {
      int from = test + i * MOST_RECORDS;
      files.add(
          file(
              "data_batch_" + HumanText.format(number, i + 1) + ".bin",
              keys.subList(from, Math.min(keys.size(), from + MOST_RECORDS))));
    }
    return new FilePlan(List.copyOf(files));
  }

  private static PlannedFile file(String name, List<PictureKey> keys) {
    ContentDigest content = new ContentDigest();
    keys.forEach(content::add);
    return new PlannedFile(name, keys.get(0), keys.size(), content.hex());
  }

  /** SHA-256 of labels and digests of pictures in order. */
  static final class ContentDigest {
    private final MessageDigest digest = Sha256.start();
    private final ByteBuffer content = ByteBuffer.allocate(Short.BYTES + Sha256.BYTES);

    void add(PictureKey key) {
      content.clear();
      key.putContent(content);
      digest.update(content.array());
    }

    String hex() {
      return Sha256.hex(digest);
    }
  }
}
