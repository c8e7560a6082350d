package org.sparkresnet.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.UserError;

/**
 * Lists the entries of a folder, and refuses links that lead nowhere: Hadoop's own listing passes
 * over them without a word.
 */
final class FolderListing {
  private FolderListing() {}

  /**
   * The files and folders of a folder whose names are wanted, by name; an entry that is deleted
   * meanwhile is left out.
   *
   * @throws UserError of code DATA if a wanted one is a link to nothing
   */
  static List<FileStatus> of(FileSystem files, Path folder, Predicate<String> wanted)
      throws IOException {
    return of(files, folder, wanted, other -> {});
  }

  /**
   * The wanted files and folders of a folder.
   *
   * @param others takes the ones whose names are not wanted
   */
  static List<FileStatus> of(
      FileSystem files, Path folder, Predicate<String> wanted, Consumer<FileStatus> others)
      throws IOException {
    List<FileStatus> found = new ArrayList<>();
    for (FileStatus entry : files.listStatus(folder)) {
      if (wanted.test(entry.getPath().getName())) {
        found.add(entry);
      } else {
        others.accept(entry);
      }
    }
    found.sort(Comparator.comparing(entry -> entry.getPath().getName()));
    requireNoDeadLinks(files, folder, wanted);
    return List.copyOf(found);
  }

  /**
   * Refuses a path of a local disk that is a link to nothing.
   *
   * @throws UserError of code DATA
   */
  static void requireNoDeadLink(FileSystem files, Path path) throws IOException {
    if (files instanceof LocalFileSystem local) {
      requireAlive(local.pathToFile(path).toPath());
    }
  }

  private static void requireNoDeadLinks(FileSystem files, Path folder, Predicate<String> wanted)
      throws IOException {
    if (!(files instanceof LocalFileSystem local)) {
      return; // Hadoop's other file systems have no links.
    }
    List<java.nio.file.Path> entries = new ArrayList<>();
    try (Stream<java.nio.file.Path> all = Files.list(local.pathToFile(folder).toPath())) {
      all.sorted().forEach(entries::add);
    }
    for (java.nio.file.Path entry : entries) {
      if (wanted.test(String.valueOf(entry.getFileName()))) {
        requireAlive(entry);
      }
    }
  }

  private static void requireAlive(java.nio.file.Path path) throws IOException {
    if (Files.isSymbolicLink(path) && !Files.exists(path)) {
      throw UserError.data(
          "%s: is a link to %s, which is not there (is a disk not mounted?)"
              .formatted(path, Files.readSymbolicLink(path)));
    }
  }

  /** The status of a path, or null if there is none. */
  static FileStatus statusOrNull(FileSystem files, Path path) throws IOException {
    try {
      return files.getFileStatus(path);
    } catch (FileNotFoundException e) {
      return null;
    }
  }
}
