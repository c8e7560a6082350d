package org.sparkresnet.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.UserError;

/**
 * Finds the files that folders, files and globs name, on any Hadoop file systems: in the order of
 * the paths, a glob's matches by their paths, a folder's files by their names, and each file once.
 * Folders are not descended into. A path that exists is taken as it stands, whatever characters it
 * has. Driver only.
 *
 * @param option the key or option that the paths come from, for messages
 * @param isWanted by its name, whether a file of a folder or of a glob is one; others are passed
 *     over
 * @param wanted the rule in words, for messages
 * @param anyName whether a file that is named itself may have another name
 */
public record InputFiles(
    String option, Predicate<String> isWanted, String wanted, boolean anyName) {
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  /** Tells whether a path that does not exist is a pattern for others. */
  public static boolean isGlob(String path) {
    return GLOB.matcher(path).find();
  }

  /**
   * Lists the files.
   *
   * @throws UserError of code DATA if a path is missing or cannot be read, if a glob matches
   *     nothing, or if there is no wanted file in a folder or behind a glob (of several paths: an
   *     only folder is left to the checks of the set)
   */
  public List<FileStatus> list(Configuration hadoop, List<String> paths) {
    Map<Path, FileStatus> found = new LinkedHashMap<>();
    for (String path : paths) {
      List<FileStatus> files;
      try {
        files = list(hadoop, path, paths.size() == 1);
      } catch (FileNotFoundException e) {
        throw UserError.data("%s: no such folder or file (%s)".formatted(path, option), e);
      } catch (IOException | IllegalArgumentException e) {
        throw FileErrors.unreadable(
            "%s: cannot be read (%s): %s".formatted(path, option, e.getMessage()), e);
      }
      for (FileStatus file : files) {
        found.putIfAbsent(new Path(file.getPath().toUri().normalize()), file);
      }
    }
    return List.copyOf(found.values());
  }

  private List<FileStatus> list(Configuration hadoop, String text, boolean only)
      throws IOException {
    Path path = new Path(text);
    FileSystem files = Locations.fileSystem(path, hadoop);
    FileStatus[] matches;
    try {
      FileStatus status = files.getFileStatus(path);
      if (status.isFile()) {
        return List.of(requireName(status));
      }
      List<FileStatus> inFolder = inFolder(files, status);
      return only ? inFolder : requireAny(status.getPath().toString(), inFolder);
    } catch (FileNotFoundException e) {
      matches = isGlob(text) ? files.globStatus(path) : null;
      if (matches == null && !isGlob(text)) {
        throw e;
      }
    }
    return requireAny(text, behindGlob(files, text, matches));
  }

  private List<FileStatus> behindGlob(FileSystem files, String glob, FileStatus[] matches)
      throws IOException {
    List<FileStatus> sorted =
        Arrays.stream(matches == null ? new FileStatus[0] : matches)
            // As Hadoop's own readers do: what is still being delivered can be called _so or .so.
            .filter(match -> !match.getPath().getName().matches("[_.].*"))
            .sorted(Comparator.comparing(FileStatus::getPath))
            .toList();
    if (sorted.isEmpty()) {
      throw UserError.data("%s: matches no folder or file (%s)".formatted(glob, option));
    }
    List<FileStatus> found = new ArrayList<>();
    for (FileStatus match : sorted) {
      if (match.isDirectory()) {
        found.addAll(requireAny(match.getPath().toString(), inFolder(files, match)));
      } else if (isWanted.test(match.getPath().getName())) {
        found.add(match);
      }
    }
    return found;
  }

  private List<FileStatus> inFolder(FileSystem files, FileStatus folder) throws IOException {
    List<FileStatus> found =
        Arrays.stream(files.listStatus(folder.getPath()))
            .filter(entry -> isWanted.test(entry.getPath().getName()))
            .sorted(Comparator.comparing(entry -> entry.getPath().getName()))
            .toList();
    for (FileStatus entry : found) {
      // A folder in place of a file would be images that nobody misses.
      if (entry.isDirectory()) {
        throw UserError.data(entry.getPath() + ": must be a file, is a folder");
      }
    }
    return found;
  }

  private FileStatus requireName(FileStatus file) {
    String name = file.getPath().getName();
    if (!anyName && !isWanted.test(name)) {
      throw UserError.data(
          "%s: a file must be named %s (%s)".formatted(file.getPath(), wanted, option));
    }
    return file;
  }

  private List<FileStatus> requireAny(String where, List<FileStatus> found) {
    if (found.isEmpty()) {
      throw UserError.data("%s: no file %s (%s)".formatted(where, wanted, option));
    }
    return found;
  }
}
