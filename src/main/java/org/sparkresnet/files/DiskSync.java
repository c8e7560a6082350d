package org.sparkresnet.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.ErrorText;

/**
 * Forces files and folders of local disks out of the kernel's memory, so that they outlive a power
 * cut. A file's bytes and its name are two things: the name is in the folder.
 */
public final class DiskSync {
  private static final Logger LOG = LoggerFactory.getLogger(DiskSync.class);

  private DiskSync() {}

  /** Forces the bytes of a file to disk. */
  public static void file(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Forces the names in a folder to disk, unless it has gone or may not be read. */
  public static void folder(Path folder) throws IOException {
    FileChannel opened;
    try {
      opened = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (NoSuchFileException | AccessDeniedException e) {
      LOG.debug("{} cannot be forced to disk: {}", folder, ErrorText.of(e));
      return;
    }
    try (FileChannel channel = opened) {
      channel.force(true);
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("Invalid argument")) {
        throw e;
      }
      LOG.debug("this file system forces no folders: {}", folder);
    }
  }

  /** Creates a folder with those above it, and forces the name of each to disk. */
  public static void createFolders(Path folder) throws IOException {
    Deque<Path> missing = missing(folder);
    if (!Files.isDirectory(folder)) { // createDirectories refuses links to folders
      Files.createDirectories(folder);
    }
    names(missing);
  }

  /** The folder and those above it, as far as they are not there; the highest first. */
  static Deque<Path> missing(Path folder) {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path at = folder.toAbsolutePath();
        at != null && Files.notExists(at);
        at = at.getParent()) {
      missing.push(at);
    }
    return missing;
  }

  /** Forces the names of files or folders to disk. */
  static void names(Iterable<Path> paths) throws IOException {
    for (Path path : paths) {
      folder(path.toAbsolutePath().getParent());
    }
  }
}
