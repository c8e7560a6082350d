package org.sparkresnet.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFs;
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
   *
   * @throws NotOnDiskException if the file is renamed, and a power cut may undo it
   */
  static void move(FileSystem fileSystem, Path source, Path target) throws IOException {
    if (fileSystem instanceof RawLocalFileSystem local) {
      // FileContext would delete first on local disks.
      java.nio.file.Path to = local.pathToFile(target).toPath();
      Files.move(local.pathToFile(source).toPath(), to, StandardCopyOption.ATOMIC_MOVE);
      try {
        DiskSync.folder(to.getParent());
      } catch (IOException e) {
        throw new NotOnDiskException(to, e);
      }
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

  /**
   * Tells whether {@link #move} is one operation of the file system, by its type.
   *
   * @param folder that exists
   */
  static boolean isOneStep(FileSystem fileSystem, Path folder) throws IOException {
    if (fileSystem instanceof RawLocalFileSystem) {
      return true;
    }
    try {
      Path resolved = fileSystem.resolvePath(folder); // behind a mount of viewfs
      AbstractFileSystem type =
          FileContext.getFileContext(resolved.toUri(), fileSystem.getConf()).getDefaultFileSystem();
      // Hadoop's own replacing rename, which types may override, deletes first.
      return !(type instanceof FilterFs)
          && type.getClass()
                  .getMethod("renameInternal", Path.class, Path.class, boolean.class)
                  .getDeclaringClass()
              != AbstractFileSystem.class;
    } catch (UnsupportedFileSystemException | NoSuchMethodException e) {
      return false;
    }
  }
}
