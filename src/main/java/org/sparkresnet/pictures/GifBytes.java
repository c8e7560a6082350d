package org.sparkresnet.pictures;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Reader of the blocks of a GIF up to the end of its first picture; later ones are dropped. */
final class GifBytes {
  static final byte[] BEGINNING = {'G', 'I', 'F', '8'};

  static final String DECODER = "com.sun.imageio.plugins.gif.GIFImageReaderSpi";
  private static final int PICTURE = 0x2c;
  private static final int EXTENSION = 0x21;
  private static final int TRAILER = 0x3b;
  private static final int HAS_COLOURS = 0x80;
  private static final int INTERLACED = 0x40;

  /** The JDK's decoder drops a row where the second pass of an interlaced picture has none. */
  private static final int LEAST_INTERLACED_ROWS = 5;

  private GifBytes() {}

  static Encoded read(byte[] file) throws DamagedPictureException {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    try {
      in.position(6);
      int screenWidth = Short.toUnsignedInt(in.getShort());
      int screenHeight = Short.toUnsignedInt(in.getShort());
      int flags = in.get();
      in.position(in.position() + 2);
      skipColours(in, flags);
      for (int block = in.get(); block != PICTURE; block = in.get()) {
        if (block != EXTENSION) {
          throw new DamagedPictureException("is damaged: it has no picture");
        }
        in.get();
        skipBlocks(in);
      }
      int left = Short.toUnsignedInt(in.getShort());
      int top = Short.toUnsignedInt(in.getShort());
      int width = Short.toUnsignedInt(in.getShort());
      int height = Short.toUnsignedInt(in.getShort());
      int ownFlags = in.get();
      if (((flags | ownFlags) & HAS_COLOURS) == 0) {
        throw new DamagedPictureException("is damaged: it has no colours");
      }
      if ((ownFlags & INTERLACED) != 0 && height > 1 && height < LEAST_INTERLACED_ROWS) {
        throw new DamagedPictureException("is interlaced, of fewer than 5 rows: it is not read");
      }
      skipColours(in, ownFlags);
      in.get();
      skipBlocks(in);
      return new Encoded(
          DECODER,
          ended(file, in.position()),
          width,
          height,
          Byte.SIZE,
          new Encoded.Screen(
              Math.max(screenWidth, left + width), Math.max(screenHeight, top + height), left, top),
          Orientation.UPRIGHT,
          Optional.empty());
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new DamagedPictureException("is truncated: its first picture is not whole", e);
    }
  }

  private static void skipColours(ByteBuffer in, int flags) {
    if ((flags & HAS_COLOURS) != 0) {
      in.position(in.position() + 3 * (2 << (flags & 7)));
    }
  }

  private static void skipBlocks(ByteBuffer in) {
    for (int length = Byte.toUnsignedInt(in.get());
        length > 0;
        length = Byte.toUnsignedInt(in.get())) {
      in.position(in.position() + length);
    }
  }

  private static byte[] ended(byte[] file, int end) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(end + 1);
    bytes.write(file, 0, end);
    bytes.write(TRAILER);
    return bytes.toByteArray();
  }
}
