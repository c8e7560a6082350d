package org.sparkresnet.cifar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.sparkresnet.cifar.CifarFiles.ExpectedFile;
import org.sparkresnet.common.Sha256;

/** The committed slice of real records, and a manifest that makes it the "official" set. */
public final class Slice {
  public static final Path FOLDER = Path.of("src/test/resources/cifar10-slice");

  public static final List<String> NAMES =
      CifarFiles.OFFICIAL.stream().map(ExpectedFile::name).toList();

  /** Assignment of the configuration's key to the folder. */
  public static final String DATA_PATH = "data.path=" + FOLDER;

  private Slice() {}

  /** Copies the files into a folder, over those that it has. */
  public static Path copyTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.toList()) {
        Files.write(folder.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
    return folder;
  }

  /**
   * Copies the files into a base of two training files and three increments of one, whose files
   * have the same names.
   *
   * @return value of data.path for the same images in the same order
   */
  public static String copyAsIncrements(Path folder) throws IOException {
    Path base = Files.createDirectories(folder.resolve("base"));
    for (String name : List.of("data_batch_1.bin", "data_batch_2.bin", "test_batch.bin")) {
      Files.copy(FOLDER.resolve(name), base.resolve(name));
    }
    for (int day = 3; day <= 5; day++) {
      Path increment = Files.createDirectories(folder.resolve("more/2026-11-0" + day));
      Files.copy(
          FOLDER.resolve("data_batch_" + day + ".bin"), increment.resolve("data_batch_1.bin"));
    }
    return folder + "/base," + folder + "/more/2026-*";
  }

  public static List<ExpectedFile> manifest() {
    return NAMES.stream().map(Slice::expected).toList();
  }

  public static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static FileScan scan(String name) {
    return FileScan.of(RecordLayout.BYTE, name, 0, bytes(name));
  }

  static List<FileScan> training() {
    return NAMES.stream().filter(CifarFiles::isTraining).map(Slice::scan).toList();
  }

  static List<FileScan> test() {
    return List.of(scan(CifarFiles.TEST_FILE));
  }

  /** The slice as the official archive would hold it. */
  public static byte[] tarGz() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      put(tar, "cifar-10-batches-bin/readme.html", "hello".getBytes(StandardCharsets.UTF_8));
      for (String name : NAMES) {
        put(tar, "cifar-10-batches-bin/" + name, bytes(name));
      }
    }
    return bytes.toByteArray();
  }

  public static byte[] tarGz(TarArchiveEntry entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      tar.putArchiveEntry(entry);
      tar.write(new byte[(int) entry.getSize()]);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  /** Every file of a folder tree with its SHA-256: equal maps mean that nothing changed. */
  public static Map<String, String> contents(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      Map<String, String> sums = new TreeMap<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sums.put(folder.relativize(file).toString(), Sha256.ofFile(file));
      }
      return sums;
    }
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static ExpectedFile expected(String name) {
    try {
      int records = bytes(name).length / CifarFormat.RECORD_BYTES;
      return new ExpectedFile(name, records, Sha256.ofFile(FOLDER.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
