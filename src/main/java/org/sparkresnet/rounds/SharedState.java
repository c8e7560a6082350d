package org.sparkresnet.rounds;

import java.io.Serializable;
import java.util.List;
import org.sparkresnet.replica.FloatBytes;
import org.sparkresnet.replica.FloatSlices;
import org.sparkresnet.replica.Weights;

/**
 * Arrays that a round begins with and changes, or a slice of them.
 *
 * @param weights weights with which the workers begin
 * @param velocity of the outer step in units of the learning rate, as long as the parameters; empty
 *     without outer momentum
 * @param average moving average of the parameters; empty without moving average
 */
public record SharedState(Weights weights, float[] velocity, float[] average)
    implements Serializable {
  /** Serialised form: Java serialises a byte array at once, but floats one by one. */
  private record Bytes(Weights weights, byte[] velocity, byte[] average) implements Serializable {
    private Object readResolve() {
      return new SharedState(weights, FloatBytes.floats(velocity), FloatBytes.floats(average));
    }
  }

  private Object writeReplace() {
    return new Bytes(weights, FloatBytes.of(velocity), FloatBytes.of(average));
  }

  /** Bytes of all arrays. */
  long bytes() {
    return weights.bytes() + 4L * (velocity.length + average.length);
  }

  /** Copy of slice {@code index} of {@code slices} of each array. */
  SharedState slice(int index, int slices) {
    return new SharedState(
        weights.slice(index, slices),
        FloatSlices.slice(velocity, index, slices),
        FloatSlices.slice(average, index, slices));
  }

  /** Joins all slices, given in order. */
  static SharedState join(List<SharedState> slices) {
    return new SharedState(
        Weights.join(slices.stream().map(SharedState::weights).toList()),
        FloatSlices.join(slices.stream().map(SharedState::velocity).toList()),
        FloatSlices.join(slices.stream().map(SharedState::average).toList()));
  }
}
