package org.sparkresnet.train;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sparkresnet.cifar.Sha256;

/**
 * What is averaged: the network's flat parameter vector (BN running statistics included) and the
 * updater's state (momentum), as plain arrays, since INDArrays serialise element by element.
 */
public record Weights(float[] parameters, float[] updaterState) implements Serializable {
  /** Bytes of both arrays. */
  public long bytes() {
    return 4L * (parameters.length + updaterState.length);
  }

  /** SHA-256 of an array as little-endian float32, in hex. */
  static String sha256(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return Sha256.of(bytes.array());
  }
}
