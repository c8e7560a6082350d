package org.sparkresnet.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.sparkresnet.common.UserError;

/**
 * Folder of any Hadoop file system with all below it. Names that begin with _ or a dot are passed
 * over, links to folders are followed, links that lead nowhere or back are refused. Driver only.
 */
public final class FolderTree {
  private static final String UNDERSCORE = "_";

  private final FileSystem files;
  private final FileStatus root;
  private final String option;
  private final Map<org.apache.hadoop.fs.Path, FileStatus> passedOver = new TreeMap<>();

  private FolderTree(FileSystem files, FileStatus root, String option) {
    this.files = files;
    this.root = root;
    this.option = option;
  }

  /**
   * The folder, or a file, at a path.
   *
   * @param option that names it, for messages
   * @throws UserError of code DATA if there is none, or if it cannot be read
   */
  public static FolderTree of(Configuration hadoop, String option, String text) {
    Locations.requireNoPassword(option, text);
    try {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(text);
      FileSystem files = Locations.fileSystem(path, hadoop);
      FolderListing.requireNoDeadLink(files, path);
      return new FolderTree(files, files.getFileStatus(path), option);
    } catch (FileNotFoundException e) {
      throw UserError.data("%s: no such folder or file (%s)".formatted(text, option), e);
    } catch (IOException | IllegalArgumentException e) {
      throw FileErrors.unreadable(
          "%s: cannot be read (%s): %s".formatted(text, option, e.getMessage()), e);
    }
  }

  /** The folder itself. */
  public FileStatus root() {
    return root;
  }

  /** Names of all entries of the folder, hidden ones too. */
  public List<String> names() {
    return reading(
        root,
        () ->
            FolderListing.of(files, root.getPath(), name -> true).stream()
                .map(entry -> entry.getPath().getName())
                .toList());
  }

  /** The files and folders in a folder, by name. */
  public List<FileStatus> entries(FileStatus folder) {
    return reading(
        folder,
        () ->
            FolderListing.of(
                files,
                folder.getPath(),
                name -> !Glob.isHidden(name),
                other -> {
                  if (other.getPath().getName().startsWith(UNDERSCORE)) {
                    passedOver.put(other.getPath(), other);
                  }
                }));
  }

  /**
   * The files and folders whose names begin with _, by path, in the folders that were listed until
   * now: cameras write such names, too.
   */
  public List<FileStatus> passedOver() {
    return List.copyOf(passedOver.values());
  }

  /** The files in a folder and in all folders below it. */
  public List<FileStatus> filesBelow(FileStatus folder) {
    return reading(
        folder,
        () -> {
          List<FileStatus> found = new ArrayList<>();
          add(folder, new ArrayDeque<>(), found);
          return found;
        });
  }

  private void add(FileStatus folder, Deque<Path> above, List<FileStatus> found)
      throws IOException {
    if (files instanceof LocalFileSystem local) {
      Path real = local.pathToFile(folder.getPath()).toPath().toRealPath();
      if (above.contains(real)) {
        throw UserError.data(
            "%s: is a link to a folder that it is in (%s)".formatted(folder.getPath(), option));
      }
      above.push(real);
    } else {
      above.push(Path.of("/"));
    }
    for (FileStatus entry : entries(folder)) {
      if (entry.isDirectory()) {
        add(entry, above, found);
      } else {
        found.add(entry);
      }
    }
    above.pop();
  }

  private interface Reading<T> {
    T run() throws IOException;
  }

  private <T> T reading(FileStatus folder, Reading<T> reading) {
    try {
      return reading.run();
    } catch (IOException | IllegalArgumentException e) {
      throw FileErrors.unreadable(
          "%s: cannot be read (%s): %s".formatted(folder.getPath(), option, e.getMessage()), e);
    }
  }
}
