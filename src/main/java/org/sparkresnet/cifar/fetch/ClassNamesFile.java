package org.sparkresnet.cifar.fetch;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sparkresnet.cifar.ClassNames;
import org.sparkresnet.cifar.fetch.FetchedFile.Outcome;
import org.sparkresnet.files.DiskSync;

/**
 * Checks and writes a file of class names, one on each line. The file is not downloaded, because
 * its content is known; names are compared without blank lines, in which copies differ.
 *
 * @param name of the file
 */
record ClassNamesFile(String name, ClassNames classes) {
  /** The names of CIFAR-10 have 61 bytes, the fine ones of CIFAR-100 not ten times as many. */
  private static final long MOST_BYTES = 1 << 12;

  /** The files of a set. */
  static List<ClassNamesFile> of(FetchableSet set) {
    return set.names().entrySet().stream()
        .map(file -> new ClassNamesFile(file.getKey(), file.getValue()))
        .toList();
  }

  Outcome inspect(Path folder) throws IOException {
    Path file = folder.resolve(name);
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
    return names.equals(classes.names()) ? Outcome.ALREADY_THERE : Outcome.REPLACED;
  }

  void install(Path folder, Path staging, Outcome outcome) throws IOException {
    if (outcome != Outcome.ALREADY_THERE) {
      Path aside = staging.resolve(name);
      Files.write(aside, classes.names(), StandardCharsets.US_ASCII);
      DiskSync.file(aside);
      Files.move(aside, folder.resolve(name), ATOMIC_MOVE);
      DiskSync.folder(folder);
    }
  }
}
