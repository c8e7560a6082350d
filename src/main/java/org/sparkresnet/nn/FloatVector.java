package org.sparkresnet.nn;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Reader of a vector of floats in ND4J's binary format, big-endian: a buffer with the shape (rank,
 * dimensions, strides, three more words), then a buffer with the values. Each buffer begins with
 * the name of its allocation mode, its length and the name of its type. {@code Nd4j.read} allocates
 * native memory of whatever length a file declares, and reads past what it has filled; here the
 * caller's number decides, and the file has to agree with it.
 */
final class FloatVector {
  private static final int MOST_RANK = 2;

  /** Modes of ND4J before 1.0.0-beta, whose lengths have 32 bits. */
  private static final Set<String> INT_LENGTHS = Set.of("DIRECT", "HEAP", "JAVACPP");

  private static final Set<String> LONG_LENGTHS = Set.of("LONG_SHAPE", "MIXED_DATA_TYPES");
  private static final int BLOCK_FLOATS = 1 << 14;

  private final DataInputStream in;
  private final long length;

  private FloatVector(DataInputStream in, long length) {
    this.in = in;
    this.length = length;
  }

  /** Reads the shape and the head of the values. */
  static FloatVector open(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    long ofShape = elements(in);
    long values = bufferLength(in, "FLOAT");
    if (ofShape != values) {
      throw new IOException("a shape of %d elements has %d values".formatted(ofShape, values));
    }
    return new FloatVector(in, values);
  }

  /** Number of values that the file declares; at least 1. */
  long length() {
    return length;
  }

  /**
   * Reads the values, after which the stream must end.
   *
   * @param expected number of values, which the caller knows without the file
   */
  float[] values(int expected) throws IOException {
    if (length != expected) {
      throw new IOException("%d values, cannot be: %d".formatted(expected, length));
    }
    float[] values = new float[expected];
    byte[] block = new byte[BLOCK_FLOATS * Float.BYTES];
    for (int done = 0; done < expected; done += BLOCK_FLOATS) {
      int floats = Math.min(BLOCK_FLOATS, expected - done);
      in.readFully(block, 0, floats * Float.BYTES);
      ByteBuffer.wrap(block).asFloatBuffer().get(values, done, floats);
    }
    if (in.read() >= 0) {
      throw new IOException("bytes follow the last value");
    }
    return values;
  }

  /** Elements of a shape whose elements lie one behind the other: [n], [1, n] or [n, 1]. */
  private static long elements(DataInputStream in) throws IOException {
    long words = bufferLength(in, "LONG");
    long rank = in.readLong();
    if (rank < 1 || rank > MOST_RANK || words != 2 * rank + 4) {
      throw new IOException("rank %d in a shape of %d words".formatted(rank, words));
    }
    long[] rest = new long[(int) words - 1];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = in.readLong();
    }
    long elements = 1;
    for (int i = 0; i < rank; i++) {
      long stride = rest[(int) rank + i];
      if (rest[i] < 1 || (rest[i] > 1 && (elements > 1 || stride != 1))) {
        throw new IOException("not a vector: " + Arrays.toString(rest));
      }
      elements *= rest[i];
    }
    return elements;
  }

  private static long bufferLength(DataInputStream in, String type) throws IOException {
    String mode = word(in);
    if (!INT_LENGTHS.contains(mode) && !LONG_LENGTHS.contains(mode)) {
      throw new IOException("not a buffer of ND4J");
    }
    long length = INT_LENGTHS.contains(mode) ? in.readInt() : in.readLong();
    String found = word(in);
    if (!found.equals(type)) {
      throw new IOException("a buffer of another type than " + type);
    }
    return length;
  }

  /** A short word in ASCII, as DataOutputStream.writeUTF writes it. */
  private static String word(DataInputStream in) throws IOException {
    int bytes = in.readUnsignedShort();
    if (bytes > 32) {
      throw new IOException("a word of " + bytes + " bytes");
    }
    byte[] word = in.readNBytes(bytes);
    if (word.length < bytes) {
      throw new EOFException("it ends within a word");
    }
    return new String(word, StandardCharsets.US_ASCII);
  }
}
