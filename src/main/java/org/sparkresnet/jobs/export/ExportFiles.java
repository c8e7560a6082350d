package org.sparkresnet.jobs.export;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.OutputPath;

/**
 * Writer of exported files. A file that is there with the same bytes stays as it is; one with other
 * bytes is replaced only if that is asked for. Nothing is written if one file is refused.
 */
final class ExportFiles {
  private final AtomicFiles files;
  private final Path target;
  private final boolean overwrite;

  ExportFiles(OutputPath target, boolean overwrite) {
    this.files = target.files();
    this.target = target.path();
    this.overwrite = overwrite;
  }

  /**
   * Writes the target as a file.
   *
   * @return false if it was there with the same bytes
   */
  boolean file(byte[] content) {
    return io(() -> mustWrite(target, content) && write(target, content));
  }

  /**
   * Writes the target as a folder with files by name; a new one appears with all of them.
   *
   * @return false if they were there with the same bytes
   */
  boolean folder(Map<String, byte[]> contents) {
    return io(
        () -> {
          if (!files.exists(target)) {
            return newFolder(contents);
          }
          if (!files.status(target).isDirectory()) {
            throw UserError.usage("--to must be a folder, is a file: " + HumanText.path(target));
          }
          boolean changes = false;
          for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
            changes |= mustWrite(new Path(target, entry.getKey()), entry.getValue());
          }
          if (changes) {
            replaceAll(contents);
          }
          return changes;
        });
  }

  private boolean newFolder(Map<String, byte[]> contents) throws IOException {
    Path aside = files.aside(target);
    try {
      for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
        write(new Path(aside, entry.getKey()), entry.getValue());
      }
      files.change(target, () -> files.publish(aside, target));
      return true;
    } catch (IOException | RuntimeException e) {
      files.discard(aside, e);
      throw e;
    }
  }

  /** Replaces files in the folder: all are whole and on disk before the first one gets its name. */
  private void replaceAll(Map<String, byte[]> contents) throws IOException {
    Map<Path, Path> places = new LinkedHashMap<>(); // of what is aside
    try {
      for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
        Path file = new Path(target, entry.getKey());
        Path aside = files.aside(file);
        places.put(aside, file);
        write(aside, entry.getValue());
      }
      for (Map.Entry<Path, Path> place : places.entrySet()) {
        files.change(place.getValue(), () -> files.publish(place.getKey(), place.getValue()));
      }
    } catch (IOException | RuntimeException e) {
      places.keySet().forEach(aside -> files.discard(aside, e));
      throw e;
    }
  }

  private boolean write(Path file, byte[] content) throws IOException {
    files.write(file, out -> out.write(content));
    return true;
  }

  /** Tells whether a file is absent, or may be replaced by other bytes. */
  private boolean mustWrite(Path file, byte[] content) throws IOException {
    if (!files.exists(file)) {
      return true;
    }
    FileStatus status = files.status(file);
    if (status.isDirectory()) {
      throw UserError.usage("--to must be a file, is a folder: " + HumanText.path(file));
    }
    if (status.getLen() == content.length
        && files.read(file, in -> Arrays.equals(in.readNBytes(content.length + 1), content))) {
      return false;
    }
    if (!overwrite) {
      throw UserError.usage(
          HumanText.path(file) + " is there already, with other bytes; --overwrite replaces it");
    }
    return true;
  }

  private interface Work {
    boolean done() throws IOException;
  }

  private boolean io(Work work) {
    try {
      return work.done();
    } catch (IOException e) {
      throw FileErrors.cannot("write", target, e);
    }
  }
}
