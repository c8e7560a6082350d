package org.sparkresnet.jobs.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.testing.Pictures;

/** Class folders of a test, and what was made of them. */
final class PictureFolders {
  private static final List<String> FORMATS = List.of("png", "jpg", "bmp", "gif");

  private PictureFolders() {}

  /** Writes pictures of all formats into a class folder; each seed is another picture. */
  static void fill(Path folder, int firstSeed, int count) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      String format = FORMATS.get(i % FORMATS.size());
      int seed = firstSeed + i;
      Files.write(
          folder.resolve("%04d.%s".formatted(seed, format)),
          Pictures.file(40 + seed % 7, 36 + seed % 5, seed, format));
    }
  }

  /** Three classes of so many pictures. */
  static Path trees(Path folder, int each) throws IOException {
    fill(folder.resolve("oak"), 0, each);
    fill(folder.resolve("elm"), 1_000, each);
    fill(folder.resolve("Ahorn, groß"), 2_000, each);
    return folder;
  }

  /** All files of a folder with the SHA-256 of each. */
  static Map<String, String> digests(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        digests.put(file.getFileName().toString(), Sha256.ofFile(file));
      }
    }
    return digests;
  }

  /** The records of a file, in hex. */
  static List<String> records(Path file, int recordBytes) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<String> records = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += recordBytes) {
      records.add(HexFormat.of().formatHex(Arrays.copyOfRange(bytes, at, at + recordBytes)));
    }
    return records;
  }
}
