package org.sparkresnet.pictures;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkresnet.cifar.ForeignContent;
import org.sparkresnet.common.HumanText;

/**
 * Reader of pictures in PNG, JPEG, BMP and GIF (its first one), by their content: an image of 32x32
 * pixels of each. A picture is turned upright as its EXIF says, transparent parts become white, and
 * it is reduced by {@link AxisFilter}. A picture whose colours are not certain is refused.
 */
public final class PictureReader {
  /** Most bytes of a file. */
  public static final int MOST_BYTES = 200_000_000;

  /** Pixels do not begin with so many bytes of a format by chance. */
  private static final int CERTAIN_BYTES = 7;

  /**
   * Format that is not read.
   *
   * @param bytes the first ones; a dot stands for any byte
   */
  private record Other(String bytes, String name) {
    boolean begins(String text) {
      return text.length() >= bytes.length()
          && IntStream.range(0, bytes.length())
              .allMatch(i -> bytes.charAt(i) == '.' || bytes.charAt(i) == text.charAt(i));
    }

    boolean isLong() {
      return bytes.chars().filter(it -> it != '.').count() >= CERTAIN_BYTES;
    }
  }

  private static final List<Other> OTHERS =
      List.of(
          new Other("RIFF....WEBP", "WebP"),
          new Other("II*\0", "TIFF"),
          new Other("MM\0*", "TIFF"),
          new Other("....ftypavi", "AVIF"),
          new Other("....ftyp", "HEIC, or a film"),
          new Other("<svg", "SVG"),
          new Other("<?xml", "XML, perhaps SVG"),
          new Other("%PDF", "PDF"));

  private PictureReader() {}

  /**
   * The image of a picture: 3,072 bytes, [3,32,32] planar RGB.
   *
   * @param file all bytes of the picture's file
   * @throws DamagedPictureException with the reason, if it is no such picture, is damaged or
   *     truncated, would take more than 200 MB decoded, or has colours that are not read
   */
  public static byte[] read(byte[] file, Fit fit) throws DamagedPictureException {
    Encoded picture = encoded(file).requireDecodable();
    return Reduction.of(
        RgbRows.of(JdkDecoder.decode(picture), picture), picture.orientation(), fit);
  }

  private static Encoded encoded(byte[] file) throws DamagedPictureException {
    if (file.length == 0) {
      throw new DamagedPictureException("is empty (0 bytes)");
    }
    if (file.length > MOST_BYTES) {
      throw tooLong();
    }
    if (begins(file, PngBytes.BEGINNING)) {
      return PngBytes.read(file);
    }
    if (begins(file, JpegBytes.BEGINNING)) {
      return JpegBytes.read(file);
    }
    if (begins(file, GifBytes.BEGINNING)) {
      return GifBytes.read(file);
    }
    if (begins(file, BmpBytes.BEGINNING)) {
      return BmpBytes.read(file);
    }
    throw new DamagedPictureException("is no PNG, JPEG, BMP or GIF" + other(file));
  }

  /** Refusal of a file of more than {@link #MOST_BYTES}. */
  public static DamagedPictureException tooLong() {
    return new DamagedPictureException(
        HumanText.format("is too long: at most %d MB are read", MOST_BYTES / 1_000_000));
  }

  private static boolean begins(byte[] file, byte[] with) {
    return file.length >= with.length && Arrays.equals(file, 0, with.length, with, 0, with.length);
  }

  /** Tells whether bytes of any kind begin as a format that is not read, and as no pixels do. */
  static boolean beginsAsOther(byte[] bytes) {
    String text = text(bytes);
    return OTHERS.stream().anyMatch(other -> other.isLong() && other.begins(text));
  }

  private static String text(byte[] bytes) {
    return new String(
        bytes, 0, Math.min(bytes.length, ForeignContent.BYTES), StandardCharsets.ISO_8859_1);
  }

  private static String other(byte[] file) {
    byte[] beginning = Arrays.copyOf(file, Math.min(file.length, ForeignContent.BYTES));
    String text = text(file);
    for (Other other : OTHERS) {
      if (other.begins(text)) {
        return "; it is " + other.name();
      }
    }
    // Its length says nothing of a picture.
    return ForeignContent.of(beginning, 0).map(content -> "; " + content).orElse("");
  }
}
