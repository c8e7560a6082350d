package org.sparkresnet.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.sparkresnet.tables.rows.MetricRow;

/**
 * Encoder of TensorFlow's message Event in the format of protocol buffers: {@code wall_time = 1}
 * (double), {@code step = 2} (int64), and one of {@code file_version = 3} (string), {@code summary
 * = 5} and {@code session_log = 7}.
 */
final class EventMessage {
  /** Version from which on TensorBoard lets a session's start end what came before. */
  private static final String FILE_VERSION = "brain.Event:2";

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private EventMessage() {}

  /** First event of every file. */
  static byte[] fileVersion(Instant time) {
    return at(time, 0).text(3, FILE_VERSION).bytes.toByteArray();
  }

  /** Start of a session at step 0: TensorBoard drops all events of the run before this one. */
  static byte[] start(Instant time) {
    byte[] start = new EventMessage().number(1, 1).bytes.toByteArray(); // status = START
    return at(time, 0).message(7, start).bytes.toByteArray();
  }

  /** Point of a curve, whose tag is split/key. */
  static byte[] scalar(MetricRow metric) {
    byte[] value =
        new EventMessage()
            .text(1, metric.split() + "/" + metric.key()) // tag
            .single(2, (float) metric.value()) // simple_value
            .bytes
            .toByteArray();
    byte[] summary = new EventMessage().message(1, value).bytes.toByteArray();
    return at(metric.recordedAt(), metric.step()).message(5, summary).bytes.toByteArray();
  }

  private static EventMessage at(Instant time, long step) {
    double seconds = time.getEpochSecond() + time.getNano() / 1e9;
    EventMessage event = new EventMessage();
    event.key(1, FIXED_64);
    event.bytes.writeBytes(RecordWriter.littleEndian(Double.BYTES).putDouble(seconds).array());
    return event.number(2, step);
  }

  private EventMessage number(int field, long value) {
    key(field, VARINT);
    varint(value);
    return this;
  }

  private EventMessage single(int field, float value) {
    key(field, FIXED_32);
    bytes.writeBytes(RecordWriter.littleEndian(Float.BYTES).putFloat(value).array());
    return this;
  }

  private EventMessage text(int field, String text) {
    return message(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private EventMessage message(int field, byte[] content) {
    key(field, BYTES);
    varint(content.length);
    bytes.writeBytes(content);
    return this;
  }

  private void key(int field, int type) {
    varint(((long) field << 3) | type);
  }

  /** Seven bits a byte, the lowest first; the highest bit says that more follow. */
  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
