package org.sparkresnet.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Reader of TensorBoard's event files, as TensorBoard reads those of a folder: in the order of
 * their names, with checksums, and a session's start ends what came before.
 */
public final class EventFiles {
  private EventFiles() {}

  /**
   * Event.
   *
   * @param tag of a scalar; empty if it is none
   * @param isStart of a session
   */
  public record Event(
      double time, long step, String version, String tag, float value, boolean isStart) {}

  /** Names of the event files in a folder, in the order in which they are read. */
  public static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.contains("tfevents"))
          .sorted()
          .toList();
    }
  }

  /** Points that TensorBoard shows of a folder, as "tag step" in their order. */
  public static List<String> points(Path folder) throws IOException {
    List<String> points = new ArrayList<>();
    for (String name : names(folder)) {
      for (Event event : events(folder.resolve(name))) {
        if (event.isStart()) {
          points.removeIf(it -> Long.parseLong(it.substring(it.indexOf(' ') + 1)) >= event.step());
        } else if (!event.tag().isEmpty()) {
          points.add(event.tag() + " " + event.step());
        }
      }
    }
    return points;
  }

  /** All events of a file, whose checksums must be right. */
  public static List<Event> events(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int begin = bytes.position();
      int length = Math.toIntExact(bytes.getLong());
      assertThat(bytes.getInt()).as("length's checksum").isEqualTo(crc(bytes, begin, 8));
      int content = bytes.position();
      events.add(event(bytes.slice(content, length).order(ByteOrder.LITTLE_ENDIAN)));
      bytes.position(content + length);
      assertThat(bytes.getInt()).as("record's checksum").isEqualTo(crc(bytes, content, length));
    }
    assertThat(events.get(0).version()).isEqualTo("brain.Event:2");
    return events;
  }

  private static int crc(ByteBuffer bytes, int begin, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(begin, length));
    long value = crc.getValue();
    return (int) (((value >>> 15) | (value << 17)) + 0xa282ead8L);
  }

  private static Event event(ByteBuffer in) {
    double time = 0;
    long step = 0;
    String version = "";
    String tag = "";
    float value = 0;
    boolean start = false;
    while (in.hasRemaining()) {
      int key = (int) varint(in);
      switch (key) {
        case (1 << 3) | 1 -> time = in.getDouble();
        case 2 << 3 -> step = varint(in);
        case (3 << 3) | 2 -> version = text(part(in));
        case (5 << 3) | 2 -> {
          ByteBuffer summary = part(in);
          assertThat(varint(summary)).isEqualTo((1 << 3) | 2);
          ByteBuffer scalar = part(summary);
          assertThat(varint(scalar)).isEqualTo((1 << 3) | 2);
          tag = text(part(scalar));
          assertThat(varint(scalar)).isEqualTo((2 << 3) | 5);
          value = scalar.getFloat();
        }
        case (7 << 3) | 2 -> {
          ByteBuffer session = part(in);
          assertThat(varint(session)).isEqualTo(1 << 3);
          start = varint(session) == 1;
        }
        default -> throw new AssertionError("unknown field: " + key);
      }
    }
    return new Event(time, step, version, tag, value, start);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; true; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static ByteBuffer part(ByteBuffer in) {
    int length = (int) varint(in);
    ByteBuffer part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + length);
    return part;
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
