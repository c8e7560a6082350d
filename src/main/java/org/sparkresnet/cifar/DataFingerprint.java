package org.sparkresnet.cifar;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.sparkresnet.common.Sha256;

/** SHA-256 of all the data of a run. */
public final class DataFingerprint {
  private DataFingerprint() {}

  /**
   * SHA-256, lower-case hexadecimal, over the number of training records (8 bytes, big-endian) and
   * then every label and pixel digest in order, training files first. It depends on the records and
   * their order, not on how they are cut into files, and not on the names of the classes.
   */
  public static String sha256(List<FileScan> training, List<FileScan> test) {
    return Sha256.hex(digest(training, test));
  }

  /**
   * SHA-256 as without names, which are added to it where they are not CIFAR-10's: data whose
   * classes have other names are other data.
   */
  public static String sha256(List<FileScan> training, List<FileScan> test, ClassNames classes) {
    MessageDigest sha = digest(training, test);
    if (!classes.equals(ClassNames.CIFAR_10)) {
      sha.update(String.join("\n", classes.names()).getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.hex(sha);
  }

  private static MessageDigest digest(List<FileScan> training, List<FileScan> test) {
    MessageDigest sha = Sha256.start();
    long trainingRecords = training.stream().mapToLong(FileScan::records).sum();
    sha.update(ByteBuffer.allocate(Long.BYTES).putLong(trainingRecords).flip());
    training.forEach(scan -> scan.updateFingerprint(sha));
    test.forEach(scan -> scan.updateFingerprint(sha));
    return sha;
  }
}
