package org.sparkresnet.pictures;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;
import org.sparkresnet.common.HumanText;

/** Reader of the headers of a BMP. */
final class BmpBytes {
  static final byte[] BEGINNING = {'B', 'M'};

  private static final String DECODER = "com.sun.imageio.plugins.bmp.BMPImageReaderSpi";
  private static final int CORE_HEADER = 12;
  private static final int INFO_HEADER = 40;

  /** Length of both headers, of the file and of the oldest kind of picture. */
  private static final int FEWEST_BYTES = 26;

  private static final Set<Integer> BITS = Set.of(1, 4, 8, 16, 24, 32);

  /** No compression, and masks of the colours. */
  private static final Set<Integer> READ_COMPRESSIONS = Set.of(0, 3);

  private BmpBytes() {}

  static Encoded read(byte[] file) throws DamagedPictureException {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int headerBytes = file.length < FEWEST_BYTES ? 0 : in.getInt(14);
    if (headerBytes < CORE_HEADER || headerBytes > file.length - 14) {
      throw new DamagedPictureException("is truncated: its header is missing");
    }
    boolean isCore = headerBytes == CORE_HEADER;
    if (!isCore && headerBytes < INFO_HEADER) {
      throw new DamagedPictureException("is a BMP of an unknown kind");
    }
    int width = isCore ? Short.toUnsignedInt(in.getShort(18)) : in.getInt(18);
    int height = isCore ? Short.toUnsignedInt(in.getShort(20)) : Math.abs(in.getInt(22));
    int bits = Short.toUnsignedInt(in.getShort(isCore ? 24 : 28));
    int compression = isCore ? 0 : in.getInt(30);
    if (!READ_COMPRESSIONS.contains(compression)) {
      throw new DamagedPictureException("is a compressed BMP, which is not read");
    }
    if (!BITS.contains(bits)) {
      throw new DamagedPictureException(HumanText.format("is a BMP with %d bits a pixel", bits));
    }
    Encoded encoded =
        Encoded.whole(DECODER, file, width, height, bits, Orientation.UPRIGHT, Optional.empty())
            .requireDecodable();
    long begin = Integer.toUnsignedLong(in.getInt(10));
    long rowBytes = ((long) width * bits + 31) / 32 * 4;
    // The last row may lack what only fills it up.
    if (begin < 14 + headerBytes
        || begin + rowBytes * (height - 1) + ((long) width * bits + 7) / 8 > file.length) {
      throw new DamagedPictureException("is truncated: pixels are missing");
    }
    return encoded;
  }
}
