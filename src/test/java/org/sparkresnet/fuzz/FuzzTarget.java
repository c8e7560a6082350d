package org.sparkresnet.fuzz;

import java.util.List;

/**
 * Reader of bytes that nobody vouches for, with valid examples of them.
 *
 * @param seeds valid content, from which damaged content is made
 * @param words that mean something in the format, to be put anywhere; none for binary formats
 * @param packings makers of a whole file of content, such as a zip with a right CRC; one at least
 * @param reader reads the whole file
 */
public record FuzzTarget(
    String name, List<byte[]> seeds, List<String> words, List<Packing> packings, Reader reader) {

  /** Words of JSON that are seldom thought of. */
  public static final List<String> JSON =
      List.of(
          "null",
          "[",
          "{",
          "]",
          "}",
          "1e999999",
          "-0",
          "99999999999999999999",
          "\"\"",
          "\"\\u001b[2J\"",
          "\"\\ud800\"",
          "\"\\u2028\"",
          ",",
          ":",
          "true",
          "\"status\":null,",
          "[".repeat(2_000),
          "1".repeat(2_000));

  /** Content that is the file. */
  public static final Packing AS_IT_IS = content -> content;

  /** Maker of a whole file. */
  public interface Packing {
    /** The file with this content. */
    byte[] pack(byte[] content) throws Exception;
  }

  /** Reader of a whole file. */
  public interface Reader {
    /** Succeeds, or throws a UserError (or an IOException, where the caller makes one of it). */
    void read(byte[] file) throws Exception;
  }

  @Override
  public String toString() {
    return name;
  }
}
