package org.sparkresnet.pictures;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import org.sparkresnet.fuzz.FuzzTarget;
import org.sparkresnet.testing.Pictures;

/** Reader of pictures, whose decoders are the JDK's. */
public final class PictureFuzz {
  private PictureFuzz() {}

  public static FuzzTarget target() {
    return new FuzzTarget(
        "picture",
        List.of(
            Pictures.file(30, 20, 1, "png"),
            Pictures.oriented(Pictures.file(30, 20, 1, "jpg"), 6, ByteOrder.BIG_ENDIAN),
            Pictures.file(30, 20, 1, "bmp"),
            Pictures.file(30, 20, 1, "gif")),
        List.of(),
        List.of(FuzzTarget.AS_IT_IS),
        PictureFuzz::read);
  }

  private static void read(byte[] file) throws IOException {
    try {
      PictureReader.read(file, Fit.PAD);
    } catch (DamagedPictureException e) {
      throw new IOException(e.getMessage(), e); // as its callers list it
    }
  }
}
