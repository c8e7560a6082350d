package org.sparkresnet.cifar;

import java.util.List;

/** Names of the CIFAR-10 files, and lengths and SHA-256 sums of the official ones. */
public final class CifarFiles {
  /** The test file, of official sets and of others. */
  public static final String TEST_FILE = "test_batch.bin";

  /** The file with one class name a line. */
  public static final String META_FILE = "batches.meta.txt";

  /** The file with the provenance of data that were made of pictures. */
  public static final String CONVERSION_FILE = "conversion.json";

  /** The folder inside the official archive that holds the files. */
  public static final String ARCHIVE_FOLDER = "cifar-10-batches-bin";

  /** Training images of the official set. */
  public static final int TRAINING_IMAGES = 50_000;

  /** Test images of the official set. */
  public static final int TEST_IMAGES = 10_000;

  private static final int OFFICIAL_RECORDS = 10_000;

  /**
   * The six official binaries, training files first and in order. The SHA-256 sums were computed
   * from files whose MD5 sums are the published ones.
   */
  public static final List<ExpectedFile> OFFICIAL =
      List.of(
          official(
              "data_batch_1.bin",
              "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
          official(
              "data_batch_2.bin",
              "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
          official(
              "data_batch_3.bin",
              "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
          official(
              "data_batch_4.bin",
              "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
          official(
              "data_batch_5.bin",
              "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
          official(TEST_FILE, "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"));

  /**
   * Expected length and content of one file.
   *
   * @param name file name, without folder
   * @param records number of records: of 3,073 bytes, or CIFAR-100's of 3,074
   * @param sha256 lower-case hexadecimal SHA-256 of the whole file
   */
  public record ExpectedFile(String name, int records, String sha256) {
    /** Validates the name and the sum. */
    public ExpectedFile {
      if (!isTraining(name) && !isTest(name)) {
        throw new IllegalArgumentException("neither a training nor a test file: " + name);
      }
      if (records < 1) {
        throw new IllegalArgumentException(name + ": records must be at least 1, is " + records);
      }
      if (!sha256.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(name + ": not a SHA-256: " + sha256);
      }
    }

    /** Length in bytes. */
    public long bytes() {
      RecordLayout layout = Cifar100.isFile(name) ? RecordLayout.FINE : RecordLayout.BYTE;
      return (long) records * layout.recordBytes();
    }

    /** The PNG that holds the same images in the npm package. */
    public String pngName() {
      return name.replaceFirst("\\.bin$", ".png");
    }
  }

  private CifarFiles() {}

  /**
   * Tells whether a file of this name holds training images: {@code data_batch*.bin}, or
   * CIFAR-100's {@code train.bin}.
   */
  public static boolean isTraining(String name) {
    return (name.startsWith("data_batch") && name.endsWith(".bin"))
        || name.equals(Cifar100.TRAINING_FILE);
  }

  /** Tells whether a file of this name holds the test images. */
  public static boolean isTest(String name) {
    return name.equals(TEST_FILE) || name.equals(Cifar100.TEST_FILE);
  }

  private static ExpectedFile official(String name, String sha256) {
    return new ExpectedFile(name, OFFICIAL_RECORDS, sha256);
  }
}
