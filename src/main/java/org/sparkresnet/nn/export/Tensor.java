package org.sparkresnet.nn.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Array of parameters.
 *
 * @param name layer and parameter: {@code stem.weight}
 * @param shape lengths of its dimensions
 * @param values in row-major order
 */
record Tensor(String name, List<Long> shape, float[] values) {
  Tensor {
    shape = List.copyOf(shape);
    long elements = shape.stream().reduce(1L, Math::multiplyExact);
    if (elements != values.length) {
      throw new IllegalArgumentException(
          "%s of shape %s must have %d values, has: %d"
              .formatted(name, shape, elements, values.length));
    }
  }

  /** The values as little-endian float32. */
  byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
