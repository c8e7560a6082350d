package org.sparkresnet.cifar.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sparkresnet.cifar.CifarFiles.ExpectedFile;

/** Source of the binaries. The caller verifies every file that a source writes. */
interface FileSource {
  /** Name of the source, for messages. */
  String name();

  /**
   * Writes the wanted files into the folder under their own names.
   *
   * @param wanted the files that are missing
   * @param folder an empty folder for this source alone; the caller deletes all other files in it
   * @throws IOException if the source cannot be reached or lacks a wanted file
   */
  void provide(List<ExpectedFile> wanted, Path folder, FetchListener progress) throws IOException;
}
