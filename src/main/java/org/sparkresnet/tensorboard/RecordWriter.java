package org.sparkresnet.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Writer of records in the TFRecord format, little-endian: length (8 bytes), masked CRC-32C of the
 * length (4), the record, masked CRC-32C of the record (4).
 */
final class RecordWriter {
  private static final int MASK = 0xa282ead8;
  private static final int ROTATION = 15;

  private RecordWriter() {}

  static void write(OutputStream out, byte[] event) throws IOException {
    byte[] length = littleEndian(Long.BYTES).putLong(event.length).array();
    out.write(length);
    out.write(littleEndian(Integer.BYTES).putInt(maskedCrc(length)).array());
    out.write(event);
    out.write(littleEndian(Integer.BYTES).putInt(maskedCrc(event)).array());
  }

  /** The checksum of a checksum is weak, so the format stores it rotated and shifted. */
  private static int maskedCrc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), ROTATION) + MASK;
  }

  /** Empty buffer for numbers, as TensorFlow stores them. */
  static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
