package org.sparkresnet.cifar.fetch;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.cifar.CifarRecord;
import org.sparkresnet.cifar.Slice;

/** Writes the slice the way the npm package holds the whole set. */
final class PngSlice {
  private PngSlice() {}

  static void write(Path folder) throws IOException {
    List<Integer> training = new ArrayList<>();
    List<Integer> test = new ArrayList<>();
    for (String name : Slice.NAMES) {
      byte[] bytes = Slice.bytes(name);
      int records = bytes.length / CifarFormat.RECORD_BYTES;
      BufferedImage image = new BufferedImage(1024, records, BufferedImage.TYPE_INT_RGB);
      for (int row = 0; row < records; row++) {
        CifarRecord record = CifarRecord.decode(bytes, row * CifarFormat.RECORD_BYTES);
        byte[] p = record.pixels();
        for (int x = 0; x < 1024; x++) {
          image.setRGB(x, row, (p[x] & 255) << 16 | (p[1024 + x] & 255) << 8 | (p[2048 + x] & 255));
        }
        (CifarFiles.isTest(name) ? test : training).add(record.label());
      }
      ImageIO.write(image, "png", folder.resolve(name.replace(".bin", ".png")).toFile());
    }
    Files.writeString(folder.resolve("train_lables.json"), training.toString());
    Files.writeString(folder.resolve("test_lables.json"), test.toString());
  }
}
