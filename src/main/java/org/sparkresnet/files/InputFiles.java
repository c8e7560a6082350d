package org.sparkresnet.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.UserError;

/**
 * Finds the files that folders, files and globs name, on any Hadoop file systems: in the order of
 * the paths, a glob's matches by their paths, a folder's files by their names, and each file once.
 * Folders are not descended into. A path that exists is taken as it stands, whatever characters it
 * has. Names of folders' and globs' entries that begin with _ or a dot are passed over. Driver
 * only.
 *
 * @param option the key or option that the paths come from, for messages
 * @param names rule for the names of files
 * @param anyName whether a file that is named itself may have another name
 */
public record InputFiles(String option, FileNames names, boolean anyName) {
  /**
   * Files that were found.
   *
   * @param files the wanted ones
   * @param others paths of files of folders and globs that are not wanted, nor known to be no data
   */
  public record Found(List<FileStatus> files, List<String> others) {
    /** Copies the lists. */
    public Found {
      files = List.copyOf(files);
      others = List.copyOf(others);
    }
  }

  /** Tells whether a path that does not exist is a pattern for others. */
  public static boolean isGlob(String path) {
    return Glob.isGlob(path);
  }

  /**
   * Lists the files.
   *
   * @throws UserError of code DATA if a path is missing, cannot be read or is a link to nothing, if
   *     a glob matches nothing, if a file looks like a wanted one, or if there is no wanted file in
   *     a folder or behind a glob (of several paths: an only folder is left to the checks of the
   *     set)
   */
  public Found list(Configuration hadoop, List<String> paths) {
    Map<Path, FileStatus> found = new LinkedHashMap<>();
    Set<String> others = new LinkedHashSet<>();
    for (String path : paths) {
      List<FileStatus> files;
      try {
        files = list(hadoop, path, paths.size() == 1, others);
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
    return new Found(List.copyOf(found.values()), List.copyOf(others));
  }

  private List<FileStatus> list(Configuration hadoop, String text, boolean only, Set<String> others)
      throws IOException {
    Path path = new Path(text);
    FileSystem files = Locations.fileSystem(path, hadoop);
    FolderListing.requireNoDeadLink(files, path);
    FileStatus status = FolderListing.statusOrNull(files, path);
    if (status == null && !isGlob(text)) {
      throw new FileNotFoundException(text);
    }
    if (status == null) {
      return requireAny(text, behindGlob(files, text, others), List.of());
    }
    if (status.isFile()) {
      return List.of(requireName(status));
    }
    return inFolder(files, status, only, others);
  }

  private List<FileStatus> behindGlob(FileSystem files, String glob, Set<String> others)
      throws IOException {
    List<FileStatus> matches = Glob.matches(files, glob);
    if (matches.isEmpty()) {
      throw UserError.data("%s: matches no folder or file (%s)".formatted(glob, option));
    }
    List<FileStatus> found = new ArrayList<>();
    for (FileStatus match : matches) {
      if (match.isDirectory()) {
        found.addAll(inFolder(files, match, false, others));
      } else if (isWanted(match, others)) {
        found.add(match);
      }
    }
    return found;
  }

  private List<FileStatus> inFolder(
      FileSystem files, FileStatus folder, boolean mayBeEmpty, Set<String> others)
      throws IOException {
    List<FileStatus> entries =
        FolderListing.of(files, folder.getPath(), name -> !Glob.isHidden(name));
    List<FileStatus> found = new ArrayList<>();
    for (FileStatus entry : entries) {
      if (isWanted(entry, others)) {
        found.add(entry);
      }
    }
    List<String> there = entries.stream().map(entry -> entry.getPath().getName()).toList();
    return mayBeEmpty && names.hint(there).isEmpty()
        ? found
        : requireAny(folder.getPath().toString(), found, there);
  }

  /**
   * Tells whether an entry of a folder or a match of a glob is a wanted file.
   *
   * @throws UserError of code DATA if it looks like one
   */
  private boolean isWanted(FileStatus entry, Set<String> others) {
    String name = entry.getPath().getName();
    if (names.isWanted(name)) {
      // A folder in place of a file would be images that nobody misses.
      if (entry.isDirectory()) {
        throw UserError.data(entry.getPath() + ": must be a file, is a folder");
      }
      return true;
    }
    if (entry.isFile()) {
      names
          .suspicion(name)
          .ifPresent(
              reason -> {
                throw UserError.data(
                    "%s: %s, and is not read (files are named %s): rename it, or move it elsewhere (%s)"
                        .formatted(entry.getPath(), reason, names.wanted(), option));
              });
      if (!names.isKnownOther(name)) {
        others.add(entry.getPath().toString());
      }
    }
    return false;
  }

  private FileStatus requireName(FileStatus file) {
    String name = file.getPath().getName();
    if (!anyName && !names.isWanted(name)) {
      throw UserError.data(
          "%s: a file must be named %s (%s)".formatted(file.getPath(), names.wanted(), option));
    }
    return file;
  }

  private List<FileStatus> requireAny(String where, List<FileStatus> found, List<String> there) {
    if (found.isEmpty()) {
      throw UserError.data(
          "%s: no file %s (%s)%s"
              .formatted(
                  where, names.wanted(), option, names.hint(there).map(h -> "; " + h).orElse("")));
    }
    return found;
  }
}
