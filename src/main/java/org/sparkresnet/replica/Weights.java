package org.sparkresnet.replica;

import java.io.Serializable;
import java.util.List;
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
      return new Weights(FloatBytes.floats(parameters), FloatBytes.floats(updaterState));
    }
  }

  private Object writeReplace() {
    return new Bytes(FloatBytes.of(parameters), FloatBytes.of(updaterState));
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
    return new Weights(
        FloatSlices.slice(parameters, index, slices),
        FloatSlices.slice(updaterState, index, slices));
  }

  /** Joins all slices, given in order. */
  public static Weights join(List<Weights> slices) {
    return new Weights(
        FloatSlices.join(slices.stream().map(Weights::parameters).toList()),
        FloatSlices.join(slices.stream().map(Weights::updaterState).toList()));
  }

  /** SHA-256 of an array as little-endian float32, in hex. */
  public static String sha256(float[] values) {
    return Sha256.of(FloatBytes.of(values));
  }
}
