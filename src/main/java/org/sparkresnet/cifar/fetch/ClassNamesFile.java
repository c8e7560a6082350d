package org.sparkresnet.cifar.fetch;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sparkresnet.cifar.CifarFiles;
import org.sparkresnet.cifar.CifarFormat;
import org.sparkresnet.cifar.fetch.FetchedFile.Outcome;
import org.sparkresnet.files.DiskSync;

/**
 * Checks and writes {@code batches.meta.txt}, the class names, one on each line. The file is not
 * downloaded, because its content is known; names are compared without blank lines, in which copies
 * differ.
 */
final class ClassNamesFile {
  /** The names have 61 bytes. */
  private static final long MOST_BYTES = 1 << 12;

  private ClassNamesFile() {}

  static Outcome inspect(Path folder) throws IOException {
    Path file = folder.resolve(CifarFiles.META_FILE);
    if (Files.notExists(file)) {
      return Outcome.FETCHED;
    }
    if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
      return Outcome.REPLACED;
    }
    // ISO-8859-1 reads any bytes, also those of a damaged file.
    List<String> names =
        Files.readString(file, StandardCharsets.ISO_8859_1)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    return names.equals(CifarFormat.CLASS_NAMES) ? Outcome.ALREADY_THERE : Outcome.REPLACED;
  }

  static void install(Path folder, Path staging, Outcome outcome) throws IOException {
    if (outcome != Outcome.ALREADY_THERE) {
      Path aside = staging.resolve(CifarFiles.META_FILE);
      Files.write(aside, CifarFormat.CLASS_NAMES, StandardCharsets.US_ASCII);
      DiskSync.file(aside);
      Files.move(aside, folder.resolve(CifarFiles.META_FILE), ATOMIC_MOVE);
      DiskSync.folder(folder);
    }
  }
}
