package org.sparkresnet.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.testing.Pictures;

/** Pictures as the JDK's writers make them, and as cameras, tools and damage do. */
class PictureReaderTest {
  private static final int PLANE = 1024;

  private static byte[] crop(byte[] file) throws DamagedPictureException {
    return PictureReader.read(file, Fit.CROP);
  }

  private static byte[] crop(BufferedImage image, String format) throws DamagedPictureException {
    return crop(Pictures.file(image, format));
  }

  private static int[] pixel(byte[] image, int x, int y) {
    int at = 32 * y + x;
    return new int[] {image[at] & 255, image[PLANE + at] & 255, image[2 * PLANE + at] & 255};
  }

  private static void assertRefused(byte[] file, String... reasons) {
    assertThatThrownBy(() -> crop(file))
        .isInstanceOf(DamagedPictureException.class)
        .hasMessageContainingAll(reasons)
        .message()
        .hasLineCount(1);
  }

  /** Largest difference between two images. */
  private static int difference(byte[] one, byte[] other) {
    int largest = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs((one[i] & 255) - (other[i] & 255)));
    }
    return largest;
  }

  @ParameterizedTest
  @CsvSource({"png, 0", "bmp, 0", "jpg, 4", "gif, 40"})
  void everyFormatGivesTheSameImage(String format, int tolerance) throws Exception {
    byte[] image = crop(Pictures.smooth(200, 150, 1), format);
    assertThat(image).hasSize(3072);
    assertThat(difference(image, crop(Pictures.smooth(200, 150, 1), "png")))
        .isLessThanOrEqualTo(tolerance);
  }

  @Test
  void anImageOf32PixelsStaysAsItIs() throws Exception {
    BufferedImage picture = Pictures.smooth(32, 32, 3);
    byte[] image = crop(picture, "png");
    for (int i = 0; i < PLANE; i++) {
      Color colour = new Color(picture.getRGB(i % 32, i / 32));
      assertThat(pixel(image, i % 32, i / 32))
          .containsExactly(colour.getRed(), colour.getGreen(), colour.getBlue());
    }
  }

  @Test
  void theBytesAreTheSameOnEveryMachine() throws Exception {
    assertThat(Sha256.of(crop(Pictures.smooth(157, 211, 5), "png")))
        .isEqualTo("9e7196bcc6871c5e12956b241a193bebfd6e0b082183a6706765bfb8b6f4a003");
    assertThat(Sha256.of(PictureReader.read(Pictures.file(157, 211, 5, "bmp"), Fit.PAD)))
        .isEqualTo("b31eeba9d8fae6e12b5c4e21c86ceec3b11b4352e1b95cf8c11a103495a8241a");
  }

  @ParameterizedTest
  @CsvSource({"96, 32", "32, 96", "33, 32", "1000, 31", "7, 5", "1, 1", "1, 400"})
  void onePlainColourStaysIt(int width, int height) throws Exception {
    byte[] image = crop(Pictures.plain(width, height, new Color(200, 100, 3)), "png");
    for (int i = 0; i < PLANE; i++) {
      assertThat(pixel(image, i % 32, i / 32)).containsExactly(200, 100, 3);
    }
  }

  @Test
  void theMiddleOfTheLongSideIsKept() throws Exception {
    BufferedImage picture = Pictures.plain(300, 100, Color.RED);
    for (int y = 0; y < 100; y++) {
      for (int x = 90; x < 210; x++) {
        picture.setRGB(x, y, Color.GREEN.getRGB());
      }
    }
    byte[] image = crop(picture, "png");
    for (int i = 0; i < PLANE; i++) {
      assertThat(pixel(image, i % 32, i / 32)).containsExactly(0, 255, 0);
    }
  }

  @Test
  void finePatternsBecomeTheirMeanInsteadOfOtherPatterns() throws Exception {
    BufferedImage picture = Pictures.plain(320, 320, Color.WHITE);
    for (int y = 0; y < 320; y++) {
      for (int x = y % 2; x < 320; x += 2) {
        picture.setRGB(x, y, Color.BLACK.getRGB());
      }
    }
    byte[] image = crop(picture, "png");
    for (int i = 0; i < PLANE; i++) {
      assertThat(pixel(image, i % 32, i / 32)[0]).isBetween(126, 129);
    }
  }

  @Test
  void aPaddedPictureIsWholeBetweenBlackBars() throws Exception {
    byte[] image =
        PictureReader.read(Pictures.file(Pictures.plain(300, 150, Color.BLUE), "png"), Fit.PAD);
    for (int i = 0; i < PLANE; i++) {
      boolean isBar = i / 32 < 8 || i / 32 >= 24;
      assertThat(pixel(image, i % 32, i / 32)).containsExactly(0, 0, isBar ? 0 : 255);
    }
    byte[] line =
        PictureReader.read(Pictures.file(Pictures.plain(1, 500, Color.BLUE), "png"), Fit.PAD);
    assertThat(pixel(line, 15, 0)).containsExactly(0, 0, 255);
    assertThat(pixel(line, 14, 0)).containsExactly(0, 0, 0);
  }

  /** The picture as it is stored when the camera is turned. */
  private static BufferedImage stored(BufferedImage upright, int orientation) {
    boolean transposed = orientation >= 5;
    int width = transposed ? upright.getHeight() : upright.getWidth();
    int height = transposed ? upright.getWidth() : upright.getHeight();
    BufferedImage stored = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < upright.getHeight(); y++) {
      for (int x = 0; x < upright.getWidth(); x++) {
        int right = upright.getWidth() - 1 - x;
        int below = upright.getHeight() - 1 - y;
        int[] place =
            switch (orientation) {
              case 2 -> new int[] {right, y};
              case 3 -> new int[] {right, below};
              case 4 -> new int[] {x, below};
              case 5 -> new int[] {y, x};
              case 6 -> new int[] {y, right};
              case 7 -> new int[] {below, right};
              case 8 -> new int[] {below, x};
              default -> new int[] {x, y};
            };
        stored.setRGB(place[0], place[1], upright.getRGB(x, y));
      }
    }
    return stored;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aTurnedPictureIsTurnedUpright(int orientation) throws Exception {
    BufferedImage upright = Pictures.smooth(133, 77, 2);
    byte[] png = Pictures.file(stored(upright, orientation), "png");
    byte[] turned = Pictures.chunk(png, "eXIf", Pictures.tiff(orientation, ByteOrder.BIG_ENDIAN));
    for (Fit fit : Fit.values()) {
      assertThat(PictureReader.read(turned, fit))
          .isEqualTo(PictureReader.read(Pictures.file(upright, "png"), fit));
    }
    byte[] jpeg = Pictures.file(stored(upright, orientation), "jpg");
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      assertThat(
              difference(crop(Pictures.oriented(jpeg, orientation, order)), crop(upright, "png")))
          .isLessThanOrEqualTo(6);
    }
  }

  @Test
  void anOrientationThatMakesNoSenseIsNone() throws Exception {
    byte[] jpeg = Pictures.file(50, 40, 2, "jpg");
    byte[] image = crop(jpeg);
    assertThat(crop(Pictures.oriented(jpeg, 9, ByteOrder.BIG_ENDIAN))).isEqualTo(image);
    assertThat(crop(Pictures.oriented(jpeg, 0, ByteOrder.BIG_ENDIAN))).isEqualTo(image);
    byte[] cut = "Exif\0\0MM\0*\0\0".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(crop(Pictures.segment(jpeg, 0xe1, cut))).isEqualTo(image);
    byte[] far = "Exif\0\0II*\0\u00ff\u00ff\u00ff\u007f".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(crop(Pictures.segment(jpeg, 0xe1, far))).isEqualTo(image);
  }

  @Test
  void metadataChangeNoPixel() throws Exception {
    byte[] jpeg = Pictures.file(50, 40, 2, "jpg");
    byte[] profile = new byte[100];
    byte[] name = "ICC_PROFILE\0".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(name, 0, profile, 0, name.length);
    profile[12] = 1;
    profile[13] = 1;
    assertThat(crop(Pictures.segment(jpeg, 0xe2, profile))).isEqualTo(crop(jpeg));
    byte[] png = Pictures.file(50, 40, 2, "png");
    byte[] gamma = ByteBuffer.allocate(4).putInt(100_000).array();
    assertThat(crop(Pictures.chunk(png, "gAMA", gamma))).isEqualTo(crop(png));
    assertThat(crop(Pictures.chunk(png, "iCCP", new byte[] {'a', 0, 0, 1, 2, 3})))
        .isEqualTo(crop(png));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void greyStaysAsBrightAsItIs(String format) throws Exception {
    BufferedImage grey = new BufferedImage(40, 40, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 40; x++) {
        grey.getRaster().setSample(x, y, 0, 100);
      }
    }
    assertThat(pixel(crop(grey, format), 5, 5)).containsExactly(100, 100, 100);
  }

  @Test
  void samplesOf16BitsAreScaled() throws Exception {
    BufferedImage grey = new BufferedImage(40, 40, BufferedImage.TYPE_USHORT_GRAY);
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 40; x++) {
        grey.getRaster().setSample(x, y, 0, 200 * 257);
      }
    }
    assertThat(pixel(crop(grey, "png"), 5, 5)).containsExactly(200, 200, 200);
    BufferedImage colour =
        ImageTypeSpecifier.createInterleaved(
                java.awt.color.ColorSpace.getInstance(java.awt.color.ColorSpace.CS_sRGB),
                new int[] {0, 1, 2, 3},
                java.awt.image.DataBuffer.TYPE_USHORT,
                true,
                false)
            .createBufferedImage(40, 40);
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 40; x++) {
        colour.getRaster().setPixel(x, y, new int[] {257 * 10, 257 * 20, 257 * 30, 65_535});
      }
    }
    assertThat(pixel(crop(colour, "png"), 5, 5)).containsExactly(10, 20, 30);
  }

  @ParameterizedTest
  @CsvSource({
    "1, png", "1, bmp", "1, gif", "2, png", "4, png", "4, bmp", "8, png", "8, bmp", "8, gif"
  })
  void palettesOfEveryDepthKeepTheirColours(int bits, String format) throws Exception {
    int size = 1 << bits;
    byte[] red = new byte[size];
    byte[] green = new byte[size];
    byte[] blue = new byte[size];
    red[size - 1] = (byte) 250;
    green[size - 1] = 90;
    blue[size - 1] = 7;
    IndexColorModel palette = new IndexColorModel(bits, size, red, green, blue);
    BufferedImage picture =
        new BufferedImage(
            40,
            40,
            bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY,
            palette);
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 40; x++) {
        picture.getRaster().setSample(x, y, 0, size - 1);
      }
    }
    assertThat(pixel(crop(picture, format), 9, 9)).containsExactly(250, 90, 7);
  }

  @Test
  void transparentPartsAreWhite() throws Exception {
    BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        picture.setRGB(x, y, x < 32 ? 0x00ff0000 : 0x80000000);
      }
    }
    byte[] image = crop(picture, "png");
    assertThat(pixel(image, 3, 3)).containsExactly(255, 255, 255);
    assertThat(pixel(image, 28, 3)).containsExactly(127, 127, 127);
    byte[] gif = crop(picture, "gif");
    assertThat(pixel(gif, 3, 3)).containsExactly(255, 255, 255);
  }

  @Test
  void theTransparentColourOfAPngIsWhite() throws Exception {
    byte[] rgb = Pictures.file(Pictures.plain(40, 40, new Color(1, 2, 3)), "png");
    assertThat(pixel(crop(Pictures.chunk(rgb, "tRNS", new byte[] {0, 1, 0, 2, 0, 3})), 4, 4))
        .containsExactly(255, 255, 255);
    assertThat(pixel(crop(Pictures.chunk(rgb, "tRNS", new byte[] {0, 1, 0, 2, 0, 4})), 4, 4))
        .containsExactly(1, 2, 3);
    BufferedImage binary = new BufferedImage(40, 40, BufferedImage.TYPE_BYTE_BINARY);
    byte[] black = Pictures.file(binary, "png");
    assertThat(pixel(crop(black), 4, 4)).containsExactly(0, 0, 0);
    assertThat(pixel(crop(Pictures.chunk(black, "tRNS", new byte[] {0, 0})), 4, 4))
        .containsExactly(255, 255, 255);
  }

  @Test
  void theFirstPictureOfAGifStandsAtItsPlaceOnTheCanvas() throws Exception {
    byte[] gif = Pictures.file(Pictures.plain(64, 64, Color.RED), "gif");
    byte[] film = film(Pictures.plain(64, 64, Color.RED), Pictures.plain(64, 64, Color.BLUE));
    assertThat(crop(film)).isEqualTo(crop(gif));
    // A canvas twice as wide and high, whose other parts no picture covers.
    ByteBuffer.wrap(gif)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(6, (short) 128)
        .putShort(8, (short) 128);
    byte[] image = crop(gif);
    assertThat(pixel(image, 8, 8)).containsExactly(255, 0, 0);
    assertThat(pixel(image, 24, 8)).containsExactly(255, 255, 255);
    assertThat(pixel(image, 24, 24)).containsExactly(255, 255, 255);
  }

  /** A GIF of two colours, four pixels wide. */
  private static byte[] gif(int height, boolean interlaced, int... codes) {
    ByteBuffer gif = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    gif.put("GIF89a".getBytes(StandardCharsets.US_ASCII));
    gif.putShort((short) 4).putShort((short) height).put((byte) 0x80).putShort((short) 0);
    gif.put(new byte[] {-1, 0, 0, 0, 0, -1}); // red and blue
    gif.put((byte) 0x2c).putInt(0).putShort((short) 4).putShort((short) height);
    gif.put((byte) (interlaced ? 0x40 : 0)).put((byte) 2);
    BigInteger bits = BigInteger.ZERO;
    for (int i = 0; i < codes.length; i++) {
      bits = bits.or(BigInteger.valueOf(codes[i]).shiftLeft(3 * i));
    }
    int bytes = (3 * codes.length + 7) / 8;
    gif.put((byte) bytes);
    for (int i = 0; i < bytes; i++) {
      gif.put(bits.shiftRight(8 * i).byteValue());
    }
    gif.put((byte) 0).put((byte) 0x3b);
    return Arrays.copyOf(gif.array(), gif.position());
  }

  /** Codes of pixels, each behind the code that clears the table: no code gets longer. */
  private static int[] codes(int pixels) {
    int[] codes = new int[2 * pixels + 1];
    for (int i = 0; i < pixels; i++) {
      codes[2 * i] = 4;
      codes[2 * i + 1] = 1;
    }
    codes[2 * pixels] = 5; // the end
    return codes;
  }

  @Test
  void aGifWhosePixelsEndEarlyIsTruncated() throws Exception {
    for (boolean interlaced : new boolean[] {false, true}) {
      int[] whole = pixel(crop(gif(8, interlaced, codes(32))), 31, 31);
      assertThat(whole).as("interlaced: " + interlaced).containsExactly(0, 0, 255);
      assertRefused(gif(8, interlaced, codes(31)), "is truncated: it has pixels of 7 of 8 rows");
      assertRefused(gif(8, interlaced, codes(4)), "is truncated: it has pixels of 1 of 8 rows");
      assertRefused(gif(8, interlaced, codes(0)), "is truncated: it has pixels of 0 of 8 rows");
    }
  }

  @Test
  void anInterlacedGifIsReadWholeOrRefused() throws Exception {
    for (int height : new int[] {1, 5, 6, 7, 8, 9, 20}) {
      assertThat(pixel(crop(gif(height, true, codes(4 * height))), 16, 16))
          .as("%d rows", height)
          .containsExactly(0, 0, 255);
    }
    for (int height : new int[] {2, 3, 4}) {
      assertRefused(gif(height, true, codes(4 * height)), "is interlaced, of fewer than 5 rows");
      crop(gif(height, false, codes(4 * height)));
    }
  }

  private static byte[] film(BufferedImage... pictures) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersBySuffix("gif").next();
    try (ImageOutputStream to = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(to);
      writer.prepareWriteSequence(null);
      for (BufferedImage picture : pictures) {
        writer.writeToSequence(new IIOImage(picture, null, null), null);
      }
      writer.endWriteSequence();
    }
    writer.dispose();
    return out.toByteArray();
  }

  @Test
  void coloursOfAJpegAreThoseThatItsMarkersSay() throws Exception {
    byte[] jpeg = Pictures.file(Pictures.plain(64, 64, new Color(200, 40, 90)), "jpg");
    int[] colour = pixel(crop(jpeg), 4, 4);
    assertThat(colour[0]).isCloseTo(200, org.assertj.core.data.Offset.offset(3));
    // Without JFIF's segment the JDK takes what has no subsampling for RGB.
    assertThat(jpeg[3] & 255).isEqualTo(0xe0);
    byte[] bare = new byte[jpeg.length - 18];
    System.arraycopy(jpeg, 0, bare, 0, 2);
    System.arraycopy(jpeg, 20, bare, 2, bare.length - 2);
    assertThat(pixel(crop(bare), 4, 4)).containsExactly(colour);
    byte[] adobe = "Adobe\0d\0\0\0\0\1".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(pixel(crop(Pictures.segment(bare, 0xee, adobe)), 4, 4)).containsExactly(colour);
    adobe[11] = 0;
    // The stored numbers themselves: luminance 93, and what is red of it.
    assertThat(pixel(crop(Pictures.segment(bare, 0xee, adobe)), 4, 4)[0])
        .isCloseTo(93, org.assertj.core.data.Offset.offset(4));
  }

  @Test
  void aJpegInCmykIsRefusedByName() throws Exception {
    byte[] jpeg = Pictures.file(20, 20, 1, "jpg");
    int frame = 0;
    while ((jpeg[frame] & 255) != 0xff || (jpeg[frame + 1] & 255) != 0xc0) {
      frame++;
    }
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + 3);
    out.put(jpeg, 0, frame + 2).putShort((short) 20).put(jpeg, frame + 4, 5).put((byte) 4);
    out.put(jpeg, frame + 10, 9).put(new byte[] {4, 0x11, 1});
    out.put(jpeg, frame + 19, jpeg.length - frame - 19);
    assertRefused(out.array(), "CMYK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void aPictureThatEndsTooEarlyIsDamaged(String format) throws Exception {
    byte[] file = Pictures.file(61, 47, 1, format);
    byte[] whole = crop(file);
    int step = Math.max(1, file.length / 200);
    for (int length = 1; length < file.length; length += step) {
      byte[] cut = Pictures.truncated(file, length);
      try {
        // What is missing may be what comes behind the pixels.
        assertThat(crop(cut)).as("%d of %d", length, file.length).isEqualTo(whole);
        assertThat(length).isGreaterThan(file.length - 4);
      } catch (DamagedPictureException e) {
        assertThat(e).message().isNotBlank().hasLineCount(1);
      }
    }
    assertThat(crop(Arrays.copyOf(file, file.length + 100))).isEqualTo(whole);
  }

  @Test
  void aChangedByteOfAPngIsDamage() {
    byte[] png = Pictures.file(61, 47, 1, "png");
    png[png.length / 2]++;
    assertRefused(png, "the sum of its chunk IDAT is wrong");
  }

  @Test
  void aDecompressionBombIsRefusedByItsHeader() throws Exception {
    assertRefused(
        Pictures.bomb(60_000, 60_000),
        "is too large: 60,000 x 60,000 pixels are 10,800 MB decoded, at most 200 MB are");
    assertRefused(Pictures.bomb(Integer.MAX_VALUE, 1), "is too large");
    assertRefused(Pictures.bomb(0, 5), "has no pixels: 0 x 5");
    assertRefused(Pictures.bomb(-3, 5), "has no pixels");
    byte[] gif = Pictures.file(20, 20, 1, "gif");
    ByteBuffer.wrap(gif).putShort(6, (short) -1).putShort(8, (short) -1);
    assertRefused(gif, "is too large: 65,535 x 65,535");
    byte[] bmp = Pictures.file(20, 20, 1, "bmp");
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 50_000).putInt(22, 50_000);
    assertRefused(bmp, "is too large: 50,000 x 50,000");
    byte[] far = Pictures.file(20, 20, 1, "bmp");
    ByteBuffer.wrap(far).order(ByteOrder.LITTLE_ENDIAN).putInt(10, -1);
    assertRefused(far, "is truncated");
  }

  @ParameterizedTest
  @CsvSource({
    "RIFFxxxxWEBPVP8 , it is WebP",
    "II*\u0000xxxx, it is TIFF",
    "xxxxftypheic, it is HEIC",
    "<svg xmlns, it is SVG",
    "version https://git-lfs.github.com/spec/v1, it is a Git LFS pointer",
    "hello, 'is no PNG, JPEG, BMP or GIF'"
  })
  void whatIsNoPictureIsNamed(String content, String reason) {
    assertRefused(content.getBytes(StandardCharsets.ISO_8859_1), reason);
    assertRefused(new byte[0], "is empty (0 bytes)");
  }

  @Test
  void aProgressiveJpegIsReadLikeAnother() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersBySuffix("jpg").next();
    try (ImageOutputStream to = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(to);
      writer.write(null, new IIOImage(Pictures.smooth(90, 70, 4), null, null), param);
    }
    writer.dispose();
    byte[] file = out.toByteArray();
    assertThat(difference(crop(file), crop(Pictures.smooth(90, 70, 4), "png"))).isLessThan(12);
    assertRefused(Pictures.truncated(file, file.length / 2), "is damaged");
  }

  @ParameterizedTest
  @ValueSource(ints = {BufferedImage.TYPE_USHORT_565_RGB, BufferedImage.TYPE_USHORT_555_RGB})
  void aBmpOf16BitsHasItsColours(int type) throws Exception {
    BufferedImage picture = new BufferedImage(40, 40, type);
    for (int i = 0; i < 1600; i++) {
      picture.setRGB(i % 40, i / 40, new Color(250, 130, 20).getRGB());
    }
    int[] colour = pixel(crop(picture, "bmp"), 7, 7);
    assertThat(colour[0]).isBetween(243, 255);
    assertThat(colour[1]).isBetween(122, 138);
    assertThat(colour[2]).isBetween(12, 28);
  }
}
