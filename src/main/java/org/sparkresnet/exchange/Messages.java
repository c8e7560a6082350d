package org.sparkresnet.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sparkresnet.replica.Weights;

/** Binary format of parts and answers: little-endian; an array is its length and its values. */
final class Messages {
  private static final int PART_HEADER = 8 + 4 + 4 + 4 + 4 + 8 + 1;
  private static final int ANSWER_HEADER = 1;

  private Messages() {}

  /** Part with the place that it is for. */
  record Addressed(Place receiver, Part part) {}

  static ByteBuffer encode(Addressed message) {
    Part part = message.part();
    ByteBuffer bytes = allocate(PART_HEADER, part.slice());
    bytes.putLong(message.receiver().segment());
    bytes.putInt(message.receiver().worker());
    bytes.putInt(part.round());
    bytes.putInt(part.worker());
    bytes.putInt(part.examples());
    bytes.putDouble(part.lossSum());
    bytes.put((byte) (part.last() ? 1 : 0));
    return put(bytes, part.slice());
  }

  static Addressed addressed(ByteBuffer message) {
    ByteBuffer bytes = message.order(ByteOrder.LITTLE_ENDIAN);
    return new Addressed(
        new Place(bytes.getLong(), bytes.getInt()),
        new Part(
            bytes.getInt(),
            bytes.getInt(),
            bytes.getInt(),
            bytes.getDouble(),
            bytes.get() != 0,
            weights(bytes)));
  }

  static ByteBuffer encode(Answer answer) {
    ByteBuffer bytes = allocate(ANSWER_HEADER, answer.slice());
    bytes.put((byte) (answer.last() ? 1 : 0));
    return put(bytes, answer.slice());
  }

  static Answer answer(ByteBuffer message) {
    ByteBuffer bytes = message.order(ByteOrder.LITTLE_ENDIAN);
    return new Answer(bytes.get() != 0, weights(bytes));
  }

  private static ByteBuffer allocate(int header, Weights slice) {
    return ByteBuffer.allocate(header + 2 * Integer.BYTES + Math.toIntExact(slice.bytes()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer put(ByteBuffer bytes, Weights slice) {
    put(bytes, slice.parameters());
    put(bytes, slice.updaterState());
    return bytes.flip();
  }

  private static void put(ByteBuffer bytes, float[] values) {
    bytes.putInt(values.length);
    bytes.asFloatBuffer().put(values);
    bytes.position(bytes.position() + Float.BYTES * values.length);
  }

  private static Weights weights(ByteBuffer bytes) {
    return new Weights(floats(bytes), floats(bytes));
  }

  private static float[] floats(ByteBuffer bytes) {
    int length = bytes.getInt();
    if (length < 0 || length > bytes.remaining() / Float.BYTES) {
      throw new IllegalArgumentException(
          "a message of the exchange must have all %d values of an array, has %d bytes left"
              .formatted(length, bytes.remaining()));
    }
    float[] values = new float[length];
    bytes.asFloatBuffer().get(values);
    bytes.position(bytes.position() + Float.BYTES * values.length);
    return values;
  }
}
