package org.sparkresnet.pictures;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sparkresnet.common.HumanText;

/**
 * Reader of a JPEG's segments before its pixels. Drops the metadata but for the orientation, and
 * says in their place how the colours are stored, by the rules of libjpeg: the JDK's decoder
 * guesses by rules of its own, and fails of damaged profiles and thumbnails.
 */
final class JpegBytes {
  static final byte[] BEGINNING = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

  private static final String DECODER = "com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi";
  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] IDS_OF_RGB = {'R', 'G', 'B'};
  private static final int MARKER = 0xff;
  private static final int START_OF_SCAN = 0xda;
  private static final int END = 0xd9;
  private static final int COMMENT = 0xfe;
  private static final int FIRST_APPLICATION = 0xe0;
  private static final int LAST_APPLICATION = 0xef;

  /** Place of the kind of colours in Adobe's segment. */
  private static final int ADOBE_COLOURS = 11;

  private final ByteArrayOutputStream kept;
  private ByteBuffer frame;
  private boolean isJfif;
  private int adobe = -1;
  private Optional<Orientation> orientation = Optional.empty();

  private JpegBytes(int length) {
    kept = new ByteArrayOutputStream(length + 16);
  }

  static Encoded read(byte[] file) throws DamagedPictureException {
    JpegBytes jpeg = new JpegBytes(file.length);
    ByteBuffer in = ByteBuffer.wrap(file).position(2);
    try {
      int marker = nextMarker(in);
      while (marker != START_OF_SCAN) {
        if (marker == END) {
          throw new DamagedPictureException("is damaged: it ends before its pixels");
        }
        jpeg.takeSegment(marker, file, in);
        marker = nextMarker(in);
      }
    } catch (BufferUnderflowException e) {
      throw new DamagedPictureException("is truncated: it ends before its pixels", e);
    }
    return jpeg.encoded(file, in.position() - 2);
  }

  /** Goes on to the next marker, as libjpeg does over bytes that are none. */
  private static int nextMarker(ByteBuffer in) {
    while (true) {
      int value = Byte.toUnsignedInt(in.get());
      while (value == MARKER) {
        value = Byte.toUnsignedInt(in.get());
        if (value != MARKER && value != 0) {
          return value;
        }
      }
    }
  }

  private void takeSegment(int marker, byte[] file, ByteBuffer in) throws DamagedPictureException {
    if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      return; // without a content
    }
    int begin = in.position();
    int length = Short.toUnsignedInt(in.getShort());
    if (length < 2 || length - 2 > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer data = in.slice(in.position(), length - 2);
    in.position(begin + length);
    if (marker >= FIRST_APPLICATION && marker <= LAST_APPLICATION) {
      takeApplication(marker - FIRST_APPLICATION, data);
    } else if (marker != COMMENT) {
      if (isFrame(marker)) {
        takeFrame(marker, data);
      }
      kept.write(MARKER);
      kept.write(marker);
      kept.write(file, begin, length);
    }
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private void takeApplication(int number, ByteBuffer data) {
    if (number == 0 && begins(data, JFIF)) {
      isJfif = true;
    } else if (number == 1 && begins(data, EXIF) && orientation.isEmpty()) {
      orientation = Optional.of(Orientation.ofTiff(data.position(EXIF.length)));
    } else if (number == 14 && begins(data, ADOBE) && data.remaining() > ADOBE_COLOURS) {
      adobe = data.get(ADOBE_COLOURS);
    }
  }

  private static boolean begins(ByteBuffer data, byte[] with) {
    return data.remaining() >= with.length
        && data.slice(0, with.length).equals(ByteBuffer.wrap(with));
  }

  private void takeFrame(int marker, ByteBuffer data) throws DamagedPictureException {
    if (marker > 0xc2) {
      throw new DamagedPictureException(
          "is a JPEG of a rare kind (lossless, hierarchical or arithmetic), which is not read");
    }
    if (frame != null || data.remaining() < 6 || data.remaining() < 6 + 3 * data.get(5)) {
      throw new DamagedPictureException("is damaged: its frame makes no sense");
    }
    frame = data;
    if (data.get(0) != Byte.SIZE) {
      throw new DamagedPictureException(
          HumanText.format("is a JPEG with %d bits a sample, which is not read", data.get(0)));
    }
    if (components() == 4) {
      throw new DamagedPictureException(
          "is a JPEG in CMYK, which is not read: its colours need a profile (convert it to RGB)");
    }
    if (components() != 1 && components() != 3) {
      throw new DamagedPictureException(
          HumanText.format("is a JPEG of %d colours a pixel, which is not read", components()));
    }
  }

  private int components() {
    return frame.get(5);
  }

  private boolean isRgb() {
    if (isJfif) {
      return false;
    }
    if (adobe >= 0) {
      return adobe == 0;
    }
    return frame.get(6) == IDS_OF_RGB[0]
        && frame.get(9) == IDS_OF_RGB[1]
        && frame.get(12) == IDS_OF_RGB[2];
  }

  private Encoded encoded(byte[] file, int startOfScan) throws DamagedPictureException {
    if (frame == null) {
      throw new DamagedPictureException("is damaged: its pixels come before its frame");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(file.length + 16);
    bytes.write(MARKER);
    bytes.write(0xd8);
    if (components() == 3) {
      bytes.writeBytes(new byte[] {(byte) MARKER, (byte) 0xee, 0, 14});
      bytes.writeBytes(ADOBE);
      bytes.writeBytes(new byte[] {0, 100, 0, 0, 0, 0, (byte) (isRgb() ? 0 : 1)});
    }
    bytes.writeBytes(kept.toByteArray());
    bytes.write(file, startOfScan, file.length - startOfScan);
    return Encoded.whole(
        DECODER,
        bytes.toByteArray(),
        Short.toUnsignedInt(frame.getShort(3)),
        Short.toUnsignedInt(frame.getShort(1)),
        components() * Byte.SIZE,
        orientation.orElse(Orientation.UPRIGHT),
        Optional.empty());
  }
}
