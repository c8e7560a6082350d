package org.sparkresnet.cifar;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.sparkresnet.common.Sha256;

/**
 * Labels and pixel digests of some consecutive records of a file: the label and the SHA-256 of
 * 3,072 pixel bytes for each record (34 bytes). Executors scan slices, the driver joins them in
 * order. A scan reads no file itself.
 */
public final class FileScan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final RecordLayout layout;
  private final long firstRecord;
  private final short[] labels;

  /** 32 bytes a record, packed. */
  private final byte[] digests;

  private FileScan(
      String file, RecordLayout layout, long firstRecord, short[] labels, byte[] digests) {
    this.file = file;
    this.layout = layout;
    this.firstRecord = firstRecord;
    this.labels = labels;
    this.digests = digests;
  }

  /**
   * Scans whole records.
   *
   * @param layout of the records
   * @param file name of the file, for messages
   * @param firstRecord index in the file of the first record given
   * @param records the bytes of whole records
   * @throws IllegalArgumentException if the bytes are no whole number of records
   */
  public static FileScan of(RecordLayout layout, String file, long firstRecord, byte[] records) {
    if (firstRecord < 0) {
      throw new IllegalArgumentException("first record must be at least 0, is " + firstRecord);
    }
    int size = layout.recordBytes();
    if (records.length % size != 0) {
      throw new IllegalArgumentException(
          file + ": " + records.length + " bytes are not whole records of " + size);
    }
    int n = records.length / size;
    short[] labels = new short[n];
    byte[] digests = new byte[n * Sha256.BYTES];
    MessageDigest sha = Sha256.start();
    for (int i = 0; i < n; i++) {
      int offset = i * size;
      labels[i] = (short) layout.label(records, offset);
      sha.update(records, offset + layout.labelBytes(), CifarFormat.PIXEL_BYTES);
      try {
        sha.digest(digests, i * Sha256.BYTES, Sha256.BYTES);
      } catch (DigestException e) {
        throw new IllegalStateException("32 bytes hold no SHA-256", e);
      }
    }
    return new FileScan(file, layout, firstRecord, labels, digests);
  }

  /**
   * Joins slices of one file into one scan. The slices may come in any order, but must follow each
   * other without gap or overlap.
   *
   * @throws IllegalArgumentException if there is no slice, or if slices are of different files or
   *     do not meet
   */
  public static FileScan join(List<FileScan> slices) {
    if (slices.isEmpty()) {
      throw new IllegalArgumentException("there is no slice to join");
    }
    List<FileScan> ordered =
        slices.stream()
            .sorted(
                Comparator.comparingLong(FileScan::firstRecord).thenComparingInt(FileScan::records))
            .toList();
    FileScan first = ordered.get(0);
    int total = ordered.stream().mapToInt(FileScan::records).reduce(0, Math::addExact);
    ShortBuffer labels = ShortBuffer.allocate(total);
    ByteBuffer digests = ByteBuffer.allocate(Math.multiplyExact(total, Sha256.BYTES));
    for (FileScan slice : ordered) {
      long expected = first.firstRecord + labels.position();
      if (!slice.file.equals(first.file) || slice.firstRecord != expected) {
        throw new IllegalArgumentException(
            "expected %s from record %d, got %s from record %d"
                .formatted(first.file, expected, slice.file, slice.firstRecord));
      }
      labels.put(slice.labels);
      digests.put(slice.digests);
    }
    return new FileScan(
        first.file, first.layout, first.firstRecord, labels.array(), digests.array());
  }

  /** Name of the file, as given. */
  public String file() {
    return file;
  }

  /** Index in the file of the first record. */
  public long firstRecord() {
    return firstRecord;
  }

  /** Number of records scanned. */
  public int records() {
    return labels.length;
  }

  /** The label of the i-th record of the scan; it may be that of no class. */
  public int label(int i) {
    return Short.toUnsignedInt(labels[i]);
  }

  /**
   * The first eight bytes, big-endian, of the SHA-256 of the i-th record's pixels: equal for equal
   * images in whatever file, and evenly spread.
   */
  public long imageHash(int i) {
    return digestWord(i, 0);
  }

  /** One of the four big-endian words of the SHA-256 of the i-th record's pixels. */
  long digestWord(int i, int word) {
    return ByteBuffer.wrap(digests).getLong(i * Sha256.BYTES + word * Long.BYTES);
  }

  /** Number of records of each class; labels of no class are not counted. */
  public long[] labelCounts(ClassNames classes) {
    long[] counts = new long[classes.size()];
    for (int i = 0; i < labels.length; i++) {
      if (classes.has(label(i))) {
        counts[label(i)]++;
      }
    }
    return counts;
  }

  /** Position in the scan of the first record whose label is that of no class. */
  public OptionalInt firstBadLabel(ClassNames classes) {
    for (int i = 0; i < labels.length; i++) {
      if (!classes.has(label(i))) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** Names the i-th record for messages: "file record n". */
  String locate(int i) {
    return file + " record " + (firstRecord + i);
  }

  /**
   * Adds label (1 byte, or 2 where a label has two, the lower one first) and pixel digest (32
   * bytes) of each record, in order.
   */
  void updateFingerprint(MessageDigest sha) {
    for (int i = 0; i < labels.length; i++) {
      sha.update((byte) labels[i]);
      if (layout == RecordLayout.WORD) {
        sha.update((byte) (labels[i] >> Byte.SIZE));
      }
      sha.update(digests, i * Sha256.BYTES, Sha256.BYTES);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileScan that
        && file.equals(that.file)
        && layout == that.layout
        && firstRecord == that.firstRecord
        && Arrays.equals(labels, that.labels)
        && Arrays.equals(digests, that.digests);
  }

  @Override
  public int hashCode() {
    return 31 * file.hashCode() + Arrays.hashCode(digests);
  }

  @Override
  public String toString() {
    return "FileScan[%s, from record %d, %d records]".formatted(file, firstRecord, records());
  }
}
