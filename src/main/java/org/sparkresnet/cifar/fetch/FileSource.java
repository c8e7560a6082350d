package org.sparkresnet.cifar.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sparkresnet.cifar.CifarFiles.ExpectedFile;

/** Something that can put binaries into a folder; nothing it writes is believed before a check. */
interface FileSource {
  /** How messages name it. */
  String name();

  /**
   * Leaves the wanted files in the folder under their own names.
   *
   * @param wanted the files that are missing
   * @param folder an empty folder for this source alone; whatever else is left in it is deleted
   * @throws IOException if the source cannot be reached or does not hold them
   */
  void provide(List<ExpectedFile> wanted, Path folder, FetchListener progress) throws IOException;
}
