package org.sparkresnet.cifar.fetch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.sparkresnet.cifar.CifarFiles.ExpectedFile;
import org.sparkresnet.cifar.Slice;
import org.sparkresnet.fuzz.FuzzTarget;

/** Readers of what is fetched: a .tar.gz of damaged headers, and a PNG with labels. */
public final class ArchiveFuzz {
  private static final Map<String, Long> WANTED = Map.of("test_batch.bin", 10_000L);

  private ArchiveFuzz() {}

  public static FuzzTarget tar() throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "fuzz-tar"));
    Path file = folder.resolve("test_batch.bin");
    return new FuzzTarget(
        "tar",
        List.of(
            tar(TarArchiveOutputStream.LONGFILE_GNU), tar(TarArchiveOutputStream.LONGFILE_POSIX)),
        List.of(),
        List.of(ArchiveFuzz::gzip),
        bytes -> {
          TarExtractor.extract("a.tar.gz", new ByteArrayInputStream(bytes), WANTED, folder);
          if (Files.size(file) > WANTED.get("test_batch.bin")) {
            throw new AssertionError("wrote " + Files.size(file) + " bytes");
          }
        });
  }

  public static FuzzTarget png() throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "fuzz-png"));
    PngSlice.write(folder);
    ExpectedFile test = Slice.manifest().get(Slice.NAMES.indexOf("test_batch.bin"));
    Path png = folder.resolve("test_batch.png");
    Path out = folder.resolve("test_batch.bin");
    return new FuzzTarget(
        "png",
        List.of(Files.readAllBytes(png)),
        List.of(),
        List.of(FuzzTarget.AS_IT_IS),
        bytes -> {
          Files.write(png, bytes);
          new PngBatches(folder, Slice.manifest()).writeBinary(test, out);
        });
  }

  private static byte[] tar(int longNames) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(longNames);
      for (String name : List.of("x".repeat(150) + "/readme", "x/test_batch.bin")) {
        byte[] content = new byte[3073];
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] tar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(tar);
    }
    return bytes.toByteArray();
  }
}
