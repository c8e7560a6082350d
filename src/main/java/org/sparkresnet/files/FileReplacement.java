package org.sparkresnet.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Renames a file over another one. */
final class FileReplacement {
  private FileReplacement() {}

  /**
   * Renames {@code source} to {@code target}, which may exist. A reader finds the old or the new
   * file at any moment: on local disks and on HDFS this is one operation. File systems that Hadoop
   * knows by no such operation get a delete and a rename.
   */
  static void move(FileSystem fileSystem, Path source, Path target) throws IOException {
    if (fileSystem instanceof RawLocalFileSystem local) {
      // FileContext would delete first on local disks.
      java.nio.file.Path to = local.pathToFile(target).toPath();
      Files.move(local.pathToFile(source).toPath(), to, StandardCopyOption.ATOMIC_MOVE);
      DiskSync.folder(to.getParent());
      return;
    }
    try {
      FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf())
          .rename(source, target, Options.Rename.OVERWRITE);
    } catch (UnsupportedFileSystemException e) {
      fileSystem.delete(target, false);
      if (!fileSystem.rename(source, target)) {
        throw new IOException("cannot rename " + source + " to " + target, e);
      }
    }
  }
}
