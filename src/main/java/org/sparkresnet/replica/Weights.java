package org.sparkresnet.replica;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.sparkresnet.common.Sha256;

/**
 * Weights of a network as averaged over the workers: the flat parameter vector (BN running
 * statistics included) and the updater's state. Plain arrays, because an INDArray is serialised
 * element by element.
 */
public record Weights(float[] parameters, float[] updaterState) implements Serializable {
  /** Serialised form: Java serialises a byte array at once, but floats one by one. */
  private record Bytes(byte[] parameters, byte[] updaterState) implements Serializable {
    private Object readResolve() {
      return new Weights(floats(parameters), floats(updaterState));
    }

    private static float[] floats(byte[] bytes) {
      float[] values = new float[bytes.length / Float.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    }
  }

  private Object writeReplace() {
    return new Bytes(bytes(parameters), bytes(updaterState));
  }

  /** Bytes of both arrays. */
  public long bytes() {
    return 4L * (parameters.length + updaterState.length);
  }

  /**
   * Slice {@code index} of {@code slices} equal slices of both arrays; the inverse is {@link
   * #join}.
   */
  public Weights slice(int index, int slices) {
    return new Weights(slice(parameters, index, slices), slice(updaterState, index, slices));
  }

  private static float[] slice(float[] values, int index, int slices) {
    return Arrays.copyOfRange(
        values,
        (int) ((long) values.length * index / slices),
        (int) ((long) values.length * (index + 1) / slices));
  }

  /** Joins all slices, given in order. */
  public static Weights join(List<Weights> slices) {
    return new Weights(join(slices, Weights::parameters), join(slices, Weights::updaterState));
  }

  private static float[] join(List<Weights> slices, Function<Weights, float[]> part) {
    float[] whole = new float[slices.stream().mapToInt(slice -> part.apply(slice).length).sum()];
    int filled = 0;
    for (Weights slice : slices) {
      float[] values = part.apply(slice);
      System.arraycopy(values, 0, whole, filled, values.length);
      filled += values.length;
    }
    return whole;
  }

  /** SHA-256 of an array as little-endian float32, in hex. */
  public static String sha256(float[] values) {
    return Sha256.of(bytes(values));
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
