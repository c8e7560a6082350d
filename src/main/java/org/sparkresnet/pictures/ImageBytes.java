package org.sparkresnet.pictures;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.sparkresnet.cifar.CifarFormat;

/** Bytes of unknown kind that are an image: a picture's file, or the pixels themselves. */
public final class ImageBytes {
  /** Place in a BMP of the length of its file. */
  private static final int BMP_LENGTH_AT = 2;

  private ImageBytes() {}

  /**
   * The image: 3,072 bytes, [3,32,32] planar RGB. As many bytes are the pixels themselves, unless
   * they begin as a picture does.
   *
   * @param fit of a picture's file
   * @throws DamagedPictureException as {@link PictureReader#read}
   */
  public static byte[] image(byte[] bytes, Fit fit) throws DamagedPictureException {
    return bytes.length == CifarFormat.PIXEL_BYTES && !beginsAsPicture(bytes)
        ? bytes
        : PictureReader.read(bytes, fit);
  }

  /**
   * Two letters are too few to tell a BMP from pixels, so the length in its header must be right.
   */
  private static boolean beginsAsPicture(byte[] bytes) {
    return begins(bytes, PngBytes.BEGINNING)
        || begins(bytes, JpegBytes.BEGINNING)
        || begins(bytes, GifBytes.BEGINNING)
        || PictureReader.beginsAsOther(bytes)
        || (begins(bytes, BmpBytes.BEGINNING)
            && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(BMP_LENGTH_AT)
                == bytes.length);
  }

  private static boolean begins(byte[] bytes, byte[] with) {
    return Arrays.equals(bytes, 0, with.length, with, 0, with.length);
  }
}
