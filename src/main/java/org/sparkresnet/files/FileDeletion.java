package org.sparkresnet.files;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Deletes files and folders, or fails. Hadoop's local disk answers {@code false} both where there
 * is nothing and where the kernel refuses a part of it.
 */
final class FileDeletion {
  private FileDeletion() {}

  /**
   * Deletes a file, or a folder with all in it; nothing if it is absent.
   *
   * @return whether there was something to delete
   * @throws IOException if something is left, with the reason where the file system gives one
   */
  static boolean delete(FileSystem fileSystem, Path path) throws IOException {
    if (fileSystem.delete(path, true)) {
      return true;
    }
    if (!fileSystem.exists(path)) {
      return false;
    }
    // Another process may have deleted a part of it at the same time.
    if (!fileSystem.delete(path, true) && fileSystem.exists(path)) {
      throw refusal(fileSystem, path);
    }
    return true;
  }

  private static IOException refusal(FileSystem fileSystem, Path path) {
    if (fileSystem instanceof RawLocalFileSystem local) {
      try {
        Files.delete(left(local.pathToFile(path)).toPath()); // Java's own tells the kernel's reason
      } catch (IOException e) {
        return e;
      }
    }
    return new IOException("the file system has not deleted all of it");
  }

  /** The first file that is left, or the folder if none is. */
  private static File left(File folder) {
    File[] inside = folder.isDirectory() ? folder.listFiles() : null;
    return inside == null || inside.length == 0 ? folder : left(inside[0]);
  }
}
