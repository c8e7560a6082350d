package org.sparkresnet.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.ErrorText;

/**
 * Deletes files and folders, or fails. Hadoop's local disk answers {@code false} both where there
 * is nothing and where the kernel refuses a part of it.
 */
final class FileDeletion {
  private static final Logger LOG = LoggerFactory.getLogger(FileDeletion.class);

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

  /**
   * Frees a name aside that a paused process may still rename, or rename something to: deletes what
   * has it or, where a part of that cannot be deleted, renames it to a name that no process knows.
   *
   * @throws IOException if it can neither be deleted nor be renamed
   */
  static void free(FileSystem fileSystem, Path aside) throws IOException {
    try {
      delete(fileSystem, aside);
    } catch (IOException e) {
      // A new name needs no permission on what is in a folder, nor an empty one.
      Path unknown = AsideNames.ofNobody(aside.getParent());
      try {
        FileReplacement.move(fileSystem, aside, unknown);
      } catch (IOException again) {
        if (!fileSystem.exists(aside)) {
          return;
        }
        e.addSuppressed(again);
        throw e;
      }
      tellLeft(unknown, e);
    }
  }

  /** Logs that something is left which does no harm. */
  static void tellLeft(Path path, IOException reason) {
    LOG.warn("Cannot delete {}, which is not needed any more: {}", path, ErrorText.of(reason));
  }

  private static IOException refusal(FileSystem fileSystem, Path path) {
    if (fileSystem instanceof RawLocalFileSystem local) {
      try {
        // Java's own tells the kernel's reason.
        Files.delete(left(local.pathToFile(path).toPath()));
      } catch (NoSuchFileException e) {
        return new IOException("it changes while it is being deleted", e);
      } catch (IOException e) {
        return e;
      }
    }
    return new IOException("the file system has not deleted all of it");
  }

  /**
   * The first file that is left, or the folder if none is. A link is a file: what it leads to is
   * not to be deleted.
   */
  private static java.nio.file.Path left(java.nio.file.Path path) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return path;
    }
    try (DirectoryStream<java.nio.file.Path> inside = Files.newDirectoryStream(path)) {
      Iterator<java.nio.file.Path> first = inside.iterator();
      return first.hasNext() ? left(first.next()) : path;
    }
  }
}
