package org.sparkresnet.cifar.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sparkresnet.cifar.CifarFiles.ExpectedFile;

/** Rewrites PNGs as binaries, file by file. */
final class Conversion {
  private Conversion() {}

  static void toBinaries(
      PngBatches from, List<ExpectedFile> files, Path folder, FetchListener progress)
      throws IOException {
    String label = "rewriting PNGs as binaries";
    long total = files.stream().mapToLong(ExpectedFile::bytes).sum();
    long done = 0;
    progress.bytes(label, done, total);
    for (ExpectedFile file : files) {
      from.writeBinary(file, folder.resolve(file.name()));
      done += file.bytes();
      progress.bytes(label, done, total);
    }
  }
}
