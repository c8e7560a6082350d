package org.sparkresnet.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.sparkresnet.cifar.CifarFormat;

/** Encoder of images as PNG. */
public final class Thumbnail {
  private Thumbnail() {}

  /** Encodes an image as a data URI of a {@link #png}. */
  static String dataUri(byte[] pixels) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png(pixels));
  }

  /**
   * Encodes an image as a PNG of 32 x 32 pixels.
   *
   * @param pixels [3,32,32], one byte each, planar RGB
   */
  public static byte[] png(byte[] pixels) {
    int side = CifarFormat.SIDE;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < CifarFormat.PLANE_BYTES; i++) {
      int red = Byte.toUnsignedInt(pixels[i]);
      int green = Byte.toUnsignedInt(pixels[CifarFormat.PLANE_BYTES + i]);
      int blue = Byte.toUnsignedInt(pixels[2 * CifarFormat.PLANE_BYTES + i]);
      image.setRGB(i % side, i / side, red << 16 | green << 8 | blue);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", png)) {
        throw new IllegalStateException("every JDK writes PNG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // into memory
    }
    return png.toByteArray();
  }
}
