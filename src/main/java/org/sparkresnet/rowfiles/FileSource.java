package org.sparkresnet.rowfiles;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.files.AtomicFiles;

/** Source of files: a store, or the files of a writer. */
@FunctionalInterface
interface FileSource {
  /**
   * Reads a file.
   *
   * @throws java.io.FileNotFoundException if it is absent
   */
  <T> T read(Path path, AtomicFiles.Reading<T> reading) throws IOException;
}
