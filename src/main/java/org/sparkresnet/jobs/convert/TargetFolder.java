package org.sparkresnet.jobs.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.ErrorText;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.OutputPath;

/**
 * Folder that appears whole or not at all: it is written aside, beside its place, and renamed. What
 * a killed conversion left is deleted by one to the same place that begins, or ends, a day later.
 * Driver only.
 */
final class TargetFolder {
  private static final Logger LOG = LoggerFactory.getLogger(TargetFolder.class);

  private static final String LOCAL = "file";

  /** Length of the beginning of a name aside, before the name that it stands for. */
  private static final int OWNER = "_tmp-".length() + 36;

  private final AtomicFiles files;
  private final Path path;
  private final Path aside;

  /** Names of the files that the driver wrote. */
  private final Set<String> written = new TreeSet<>();

  private TargetFolder(AtomicFiles files, Path path) {
    this.files = files;
    this.path = path;
    this.aside = files.aside(path);
  }

  /**
   * The folder that an option names.
   *
   * @param source must not be in it, nor it in the source
   * @throws UserError of code USAGE if it is there and not empty, or cannot be used
   */
  static TargetFolder of(SparkSession spark, String to, Path source) {
    OutputPath named = OutputPath.of(spark, "--to", "a folder", to);
    try {
      Path path = real(named.path());
      requireApart(path, real(source));
      requireEmpty(named.files(), path);
      TargetFolder folder = new TargetFolder(named.files(), path);
      folder.deleteLeftovers();
      return folder;
    } catch (IOException e) {
      throw FileErrors.cannot("write", named.path(), e);
    }
  }

  /** A local path without links, as far as it exists. */
  private static Path real(Path path) throws IOException {
    if (!LOCAL.equals(path.toUri().getScheme())) {
      return path;
    }
    java.nio.file.Path local = java.nio.file.Path.of(path.toUri().getPath()).normalize();
    java.nio.file.Path there = local;
    while (there.getParent() != null && Files.notExists(there)) {
      there = there.getParent();
    }
    java.nio.file.Path resolved = there.toRealPath().resolve(there.relativize(local)).normalize();
    return new Path(LOCAL, "", resolved.toString());
  }

  private static void requireApart(Path target, Path source) {
    if (isIn(target, source) || isIn(source, target)) {
      throw UserError.usage(
          "--to must be neither in --from nor around it, cannot be: %s with %s"
              .formatted(HumanText.path(target), HumanText.path(source)));
    }
  }

  private static boolean isIn(Path path, Path folder) {
    for (Path at = path; at != null; at = at.getParent()) {
      if (at.equals(folder)) {
        return true;
      }
    }
    return false;
  }

  private static void requireEmpty(AtomicFiles files, Path path) throws IOException {
    if (!files.exists(path)) {
      return;
    }
    if (!files.status(path).isDirectory()) {
      throw UserError.usage("--to must be a folder, is a file: " + HumanText.path(path));
    }
    if (!files.list(path).isEmpty()) {
      throw UserError.usage(
          "--to must be a new folder, or an empty one, is not empty: " + HumanText.path(path));
    }
  }

  private void deleteLeftovers() throws IOException {
    Path parent = path.getParent();
    if (parent == null || !files.exists(parent)) {
      return;
    }
    String ending = aside.getName().substring(OWNER);
    List<FileStatus> entries = files.list(parent);
    for (FileStatus entry : entries) {
      String name = entry.getPath().getName();
      if (AtomicFiles.isLeftover(entry, entries)
          && name.length() == OWNER + ending.length()
          && name.endsWith(ending)) {
        files.deleteLeftover(entry.getPath());
      }
    }
  }

  Path path() {
    return path;
  }

  /** A file of the folder, before it is renamed. */
  Path file(String name) {
    return new Path(aside, name);
  }

  /** Writes a file of the folder. */
  void write(String name, byte[] content) {
    written.add(name);
    writeTo(file(name), content);
  }

  /** Writes a file beside the folder, and gives its path. */
  Path writeBeside(String name, byte[] content) {
    Path file = new Path(path.getParent(), path.getName() + "-" + name);
    writeTo(file, content);
    return file;
  }

  private void writeTo(Path file, byte[] content) {
    try {
      files.write(file, out -> out.write(content));
    } catch (IOException e) {
      throw FileErrors.cannot("write", file, e);
    }
  }

  /**
   * Renames the folder to its place, without what killed tasks left in it.
   *
   * @param lengths of the files that other processes wrote, by name
   * @throws UserError of code USAGE if one of these is not here, or if somebody made the folder
   *     meanwhile
   */
  void publish(Map<String, Long> lengths) {
    try {
      Map<String, Long> found = new TreeMap<>();
      files.list(aside).forEach(file -> found.put(file.getPath().getName(), file.getLen()));
      lengths.forEach(
          (name, length) -> {
            if (!length.equals(found.get(name))) {
              throw UserError.usage(
                  "%s: %s is not there as a task wrote it: --to must be on a file system that all machines share"
                      .formatted(HumanText.path(path), name));
            }
          });
      for (String name : found.keySet()) {
        if (!lengths.containsKey(name) && !written.contains(name)) {
          files.delete(file(name));
        }
      }
      files.change(path, () -> files.publish(aside, path));
    } catch (IOException e) {
      requireStillEmpty(e);
      throw FileErrors.cannot("write", path, e);
    }
    deleteOlderLeftovers();
  }

  /**
   * The folder that has just appeared tells how old a leftover is: before, the leftover may have
   * been the newest of the folder around it. No later conversion comes by, as the folder is full.
   */
  private void deleteOlderLeftovers() {
    try {
      deleteLeftovers();
    } catch (IOException e) {
      // The conversion is whole, and what is left does no harm.
      LOG.warn("Cannot look for what killed conversions left beside {}: {}", path, ErrorText.of(e));
    }
  }

  private void requireStillEmpty(IOException failure) {
    try {
      requireEmpty(files, path);
    } catch (IOException e) {
      failure.addSuppressed(e);
    } catch (UserError e) {
      throw UserError.usage(e.getMessage() + " (" + ErrorText.of(failure) + ")");
    }
  }

  /** Deletes what was written. */
  void discard(Throwable failure) {
    files.discard(aside, failure);
  }
}
