package org.sparkresnet.testing;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures in real formats. */
public final class Pictures {
  private Pictures() {}

  /** A picture of smooth colours that differ at every place; others for other seeds. */
  public static BufferedImage smooth(int width, int height, int seed) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(
            x,
            y,
            new Color(
                    255 * x / width,
                    255 * y / height,
                    (int) (127 + 120 * StrictMath.sin(seed + 6.0 * x / width * y / height)))
                .getRGB());
      }
    }
    return image;
  }

  /** A picture of one colour. */
  public static BufferedImage plain(int width, int height, Color colour) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, colour.getRGB());
      }
    }
    return image;
  }

  /** The file of a picture: png, jpg (of high quality), bmp or gif. */
  public static byte[] file(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersBySuffix(format).next();
    try (ImageOutputStream to = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (format.equals("jpg")) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(0.95f);
      }
      writer.setOutput(to);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** A file of smooth colours. */
  public static byte[] file(int width, int height, int seed, String format) {
    return file(smooth(width, height, seed), format);
  }

  /** Puts EXIF with an orientation into a JPEG. */
  public static byte[] oriented(byte[] jpeg, int orientation, ByteOrder order) {
    ByteBuffer exif = ByteBuffer.allocate(6 + tiff(orientation, order).length);
    exif.put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1)).put(tiff(orientation, order));
    return segment(jpeg, 0xe1, exif.array());
  }

  /** EXIF's TIFF with two tags, of which the second is the orientation. */
  public static byte[] tiff(int orientation, ByteOrder order) {
    ByteBuffer tiff = ByteBuffer.allocate(38).order(order);
    tiff.putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4d4d));
    tiff.putShort((short) 42).putInt(8).putShort((short) 2);
    tiff.putShort((short) 0x0100).putShort((short) 4).putInt(1).putInt(7);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    tiff.putShort((short) orientation).putShort((short) 0).putInt(0);
    return tiff.array();
  }

  /** Puts a segment at the beginning of a JPEG. */
  public static byte[] segment(byte[] jpeg, int marker, byte[] content) {
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + content.length + 4);
    out.put(jpeg, 0, 2).put((byte) 0xff).put((byte) marker).putShort((short) (content.length + 2));
    return out.put(content).put(jpeg, 2, jpeg.length - 2).array();
  }

  /** Puts a chunk behind the header of a PNG. */
  public static byte[] chunk(byte[] png, String type, byte[] content) {
    byte[] named = (type + "\0".repeat(content.length)).getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(content, 0, named, 4, content.length);
    CRC32 sum = new CRC32();
    sum.update(named);
    int header = 8 + 25;
    ByteBuffer out = ByteBuffer.allocate(png.length + content.length + 12);
    out.put(png, 0, header).putInt(content.length).put(named).putInt((int) sum.getValue());
    return out.put(png, header, png.length - header).array();
  }

  /** A PNG whose header promises pixels that it does not have. */
  public static byte[] bomb(int width, int height) {
    byte[] png = file(plain(1, 1, Color.RED), "png");
    ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    CRC32 sum = new CRC32();
    sum.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());
    return png;
  }

  /** The first bytes of a file. */
  public static byte[] truncated(byte[] file, int length) {
    return Arrays.copyOf(file, length);
  }
}
