package org.sparkresnet.pictures;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Reader of a PNG's chunks. Keeps those of the pixels and verifies their sums, which the JDK's
 * decoder does not.
 */
final class PngBytes {
  static final byte[] BEGINNING = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private static final String DECODER = "com.sun.imageio.plugins.png.PNGImageReaderSpi";
  private static final Set<String> KEPT = Set.of("IHDR", "PLTE", "IDAT", "IEND");
  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int HEADER_BYTES = 13;

  /** Samples of a pixel, by type of colour. */
  private static final int[] SAMPLES = {1, 0, 3, 1, 2, 0, 4};

  private final ByteArrayOutputStream kept;
  private ByteBuffer header;
  private Orientation orientation = Orientation.UPRIGHT;
  private Optional<int[]> transparent = Optional.empty();

  private PngBytes(int length) {
    kept = new ByteArrayOutputStream(length);
    kept.writeBytes(BEGINNING);
  }

  static Encoded read(byte[] file) throws DamagedPictureException {
    PngBytes png = new PngBytes(file.length);
    ByteBuffer in = ByteBuffer.wrap(file).position(BEGINNING.length);
    try {
      while (!png.takeChunk(file, in)) {
        // until the last one
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new DamagedPictureException("is truncated: its last chunk is missing", e);
    }
    return png.encoded();
  }

  /** Takes the next chunk; tells whether it is the last one. */
  private boolean takeChunk(byte[] file, ByteBuffer in) throws DamagedPictureException {
    int begin = in.position();
    int length = in.getInt();
    byte[] name = new byte[4];
    in.get(name);
    String type = new String(name, StandardCharsets.ISO_8859_1);
    if (length < 0 || length > in.remaining() - 4) {
      throw new BufferUnderflowException();
    }
    ByteBuffer data = in.slice(in.position(), length);
    in.position(in.position() + length);
    CRC32 sum = new CRC32();
    sum.update(file, begin + 4, length + 4);
    boolean isWhole = in.getInt() == (int) sum.getValue();
    boolean isWanted = KEPT.contains(type) || type.equals("tRNS");
    if (isWanted && !isWhole) {
      throw new DamagedPictureException("is damaged: the sum of its chunk " + type + " is wrong");
    }
    if (!isWanted && Character.isUpperCase(type.charAt(0))) {
      throw new DamagedPictureException("has the chunk " + type + ", which is not known");
    }
    if ((header == null) != type.equals("IHDR")) {
      throw new DamagedPictureException("is damaged: its header must be its first chunk");
    }
    if (type.equals("IHDR")) {
      takeHeader(data);
    } else if (type.equals("tRNS") && colourType() != PALETTE) {
      takeTransparent(data);
      return false;
    } else if (type.equals("eXIf") && isWhole) {
      orientation = Orientation.ofTiff(data);
    }
    if (isWanted) {
      kept.write(file, begin, length + 12);
    }
    return type.equals("IEND");
  }

  private void takeHeader(ByteBuffer data) throws DamagedPictureException {
    if (data.remaining() != HEADER_BYTES) {
      throw new DamagedPictureException("is damaged: its header has not 13 bytes");
    }
    header = data;
    if (colourType() < 0 || colourType() >= SAMPLES.length || SAMPLES[colourType()] == 0) {
      throw new DamagedPictureException("has the unknown type of colour " + colourType());
    }
  }

  /** The decoders of several JDKs treat a transparent colour differently. */
  private void takeTransparent(ByteBuffer data) throws DamagedPictureException {
    int samples = SAMPLES[colourType()];
    boolean isKnown = colourType() == GREY || colourType() == RGB;
    if (!isKnown || data.remaining() != 2 * samples) {
      throw new DamagedPictureException("is damaged: its transparent colour makes no sense");
    }
    int[] colour = new int[samples];
    for (int i = 0; i < samples; i++) {
      colour[i] = Short.toUnsignedInt(data.getShort());
    }
    transparent = Optional.of(colour);
  }

  private int bitDepth() {
    return header.get(8);
  }

  private int colourType() {
    return header.get(9);
  }

  private Encoded encoded() {
    return Encoded.whole(
        DECODER,
        kept.toByteArray(),
        header.getInt(0),
        header.getInt(4),
        SAMPLES[colourType()] * bitDepth(),
        orientation,
        transparent);
  }
}
