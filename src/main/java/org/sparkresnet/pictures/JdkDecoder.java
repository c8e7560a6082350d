package org.sparkresnet.pictures;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.HumanText;

/**
 * Decodes pictures with the JDK's own decoders, never with one that a cluster's classes add. What a
 * decoder only warns of is damage: it has filled missing pixels.
 */
final class JdkDecoder {
  /** Warning of libjpeg about bytes between two segments, which belong to no pixel. */
  private static final String HARMLESS = "extraneous bytes before marker";

  private JdkDecoder() {}

  static BufferedImage decode(Encoded picture) throws DamagedPictureException {
    List<String> warnings = new ArrayList<>();
    RowCounter written = new RowCounter();
    BufferedImage image;
    ImageReader reader = null;
    try (MemoryCacheImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(picture.bytes()))) {
      reader = provider(picture.decoder()).createReaderInstance();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.addIIOReadUpdateListener(written);
      reader.setInput(in, true, true);
      image = reader.read(0);
    } catch (IOException | RuntimeException e) { // also of numbers that make no sense
      throw new DamagedPictureException("cannot be decoded: " + ErrorText.of(e), e);
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
    for (String warning : warnings) {
      if (!warning.contains(HARMLESS)) {
        throw new DamagedPictureException("is damaged: " + ErrorText.of(warning));
      }
    }
    if (image.getWidth() != picture.width() || image.getHeight() != picture.height()) {
      throw new DamagedPictureException("is damaged: it has not the size that its header says");
    }
    if (picture.decoder().equals(GifBytes.DECODER) && written.rows() != picture.height()) {
      throw new DamagedPictureException(
          HumanText.format(
              "is truncated: it has pixels of %,d of %,d rows", written.rows(), picture.height()));
    }
    return image;
  }

  private static ImageReaderSpi provider(String name) {
    Iterator<ImageReaderSpi> found =
        IIORegistry.getDefaultInstance()
            .getServiceProviders(
                ImageReaderSpi.class, spi -> spi.getClass().getName().equals(name), false);
    if (!found.hasNext()) {
      throw new IllegalStateException("this JDK has no " + name);
    }
    return found.next();
  }
}
