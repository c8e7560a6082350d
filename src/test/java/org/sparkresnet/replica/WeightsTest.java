package org.sparkresnet.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class WeightsTest {
  @Property
  void serialisationKeepsTheBits(@ForAll int[] parameters, @ForAll int[] updaterState)
      throws IOException, ClassNotFoundException {
    Weights weights = new Weights(floats(parameters), floats(updaterState));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(weights);
    }
    Weights back;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      back = (Weights) in.readObject();
    }
    assertThat(bits(back.parameters())).isEqualTo(bits(weights.parameters()));
    assertThat(bits(back.updaterState())).isEqualTo(bits(weights.updaterState()));
  }

  @Property
  void slicesJoinToTheWhole(
      @ForAll @Size(max = 40) float[] parameters, @ForAll @IntRange(min = 1, max = 50) int slices) {
    Weights weights = new Weights(parameters, new float[0]);
    List<Weights> parts =
        IntStream.range(0, slices).mapToObj(i -> weights.slice(i, slices)).toList();
    assertThat(bits(Weights.join(parts).parameters())).isEqualTo(bits(parameters));
    assertThat(parts).allMatch(part -> part.parameters().length <= parameters.length / slices + 1);
  }

  private static float[] floats(int[] bits) {
    float[] values = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Float.intBitsToFloat(bits[i]);
    }
    return values;
  }

  private static int[] bits(float[] values) {
    return IntStream.range(0, values.length).map(i -> Float.floatToRawIntBits(values[i])).toArray();
  }
}
