package org.sparkresnet.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.UserError;

/**
 * Finds the files and folders behind a pattern with the wildcards of Hadoop. Differs from Hadoop's
 * own search in three ways: a link that leads nowhere is refused, a name with a colon beside the
 * matches does no harm, and names that begin with _ or a dot match only a pattern that begins so.
 */
final class Glob {
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  private Glob() {}

  /** Tells whether a text has a wildcard. */
  static boolean isGlob(String text) {
    return WILDCARD.matcher(text).find();
  }

  /**
   * The matches, by path; none if nothing matches.
   *
   * @throws UserError of code DATA if a match is a link to nothing
   */
  static List<FileStatus> matches(FileSystem files, String pattern) throws IOException {
    Map<Path, FileStatus> found = new TreeMap<>(Comparator.naturalOrder());
    for (String alternative : GlobExpander.expand(pattern)) {
      Path absolute = files.makeQualified(new Path(alternative));
      for (FileStatus match : below(files, absolute)) {
        found.put(match.getPath(), match);
      }
    }
    return List.copyOf(found.values());
  }

  private static List<FileStatus> below(FileSystem files, Path pattern) throws IOException {
    Path parent = pattern.getParent();
    if (parent == null) {
      return List.of(files.getFileStatus(pattern));
    }
    boolean wild = isGlob(pattern.getName());
    List<FileStatus> found = new ArrayList<>();
    for (FileStatus folder : isGlob(path(parent)) ? below(files, parent) : only(files, parent)) {
      if (folder.isDirectory()) {
        found.addAll(
            wild
                ? matching(files, folder.getPath(), pattern.getName())
                : only(files, new Path(folder.getPath(), pattern.getName())));
      }
    }
    return found;
  }

  private static String path(Path pattern) {
    return pattern.toUri().getPath();
  }

  private static List<FileStatus> only(FileSystem files, Path path) throws IOException {
    FolderListing.requireNoDeadLink(files, path);
    FileStatus status = FolderListing.statusOrNull(files, path);
    return status == null ? List.of() : List.of(status);
  }

  private static List<FileStatus> matching(FileSystem files, Path folder, String pattern)
      throws IOException {
    GlobFilter filter = new GlobFilter(pattern);
    boolean hidden = isHidden(pattern);
    return FolderListing.of(
        files,
        folder,
        name ->
            (hidden || !isHidden(name))
                && filter.accept(new Path(folder, new Path(null, null, name))));
  }

  /** Tells whether a name is that of a file being delivered, or of the system: _so or .so. */
  static boolean isHidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }
}
