package org.sparkresnet.cifar;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sample of a set's images, by which another set is found to have some of them: the images with the
 * smallest hashes of their pixels. Sets that share images choose the same ones of them, in whatever
 * order, files and numbers they have them and under whatever labels. It is the sketch of Broder,
 * "On the resemblance and containment of documents", Compression and Complexity of Sequences
 * (1997).
 *
 * @param hashes ascending; all different
 */
public record ImageSample(List<Long> hashes) {
  /**
   * Most images of a sample. Of two large sets of equal size that have a twentieth in common, all
   * but 1 of 20,000 are found, and with a fiftieth 98 of 100.
   */
  static final int MOST = 200;

  private static final int DIGITS = 16;

  public ImageSample {
    hashes = List.copyOf(hashes);
  }

  static ImageSample of(List<FileScan> scans) {
    TreeSet<Long> smallest = new TreeSet<>();
    for (FileScan scan : scans) {
      for (int i = 0; i < scan.records(); i++) {
        smallest.add(scan.imageHash(i));
        if (smallest.size() > MOST) {
          smallest.pollLast();
        }
      }
    }
    return new ImageSample(List.copyOf(smallest));
  }

  /** Tells whether an image of the sample is in the other set's, which proves that both have it. */
  public boolean sharesImagesWith(ImageSample other) {
    return !Collections.disjoint(new TreeSet<>(hashes), other.hashes);
  }

  /** 16 hexadecimal digits a hash. */
  @JsonValue
  @Override
  public String toString() {
    return hashes.stream().map(HexFormat.of()::toHexDigits).collect(Collectors.joining());
  }

  /**
   * The sample of a text that {@link #toString} gave.
   *
   * @throws IllegalArgumentException of another text
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ImageSample parse(String text) {
    if (text.length() % DIGITS != 0) {
      throw new IllegalArgumentException(
          "a sample of images has 16 hexadecimal digits an image, cannot have: " + text.length());
    }
    return new ImageSample(
        IntStream.range(0, text.length() / DIGITS)
            .mapToObj(i -> HexFormat.fromHexDigitsToLong(text, i * DIGITS, (i + 1) * DIGITS))
            .toList());
  }
}
