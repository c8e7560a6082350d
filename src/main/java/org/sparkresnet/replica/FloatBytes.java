package org.sparkresnet.replica;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Conversion between float arrays and their little-endian bytes, an array at a time. */
public final class FloatBytes {
  private FloatBytes() {}

  /** Four bytes a value, in order. */
  public static byte[] of(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  /** The values of so many bytes; the inverse of {@link #of}. */
  public static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
