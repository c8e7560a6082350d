package org.sparkresnet.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Forces files of a Hadoop file system to disk. On local disks a file's bytes and the names of
 * files and folders are forced one by one. HDFS keeps names in a log that its name node has forced
 * before it answers; the bytes of a block are forced by its data nodes, if the writer asks.
 */
final class FileSync {
  private static final int BUFFER = 1 << 16;

  private FileSync() {}

  /** Creates a file, or empties it; {@link #finish} must be called before it is closed. */
  static FSDataOutputStream create(FileSystem fileSystem, Path path) throws IOException {
    if (fileSystem instanceof RawLocalFileSystem) {
      return fileSystem.create(path, true);
    }
    return fileSystem.create(
        path,
        FsPermission.getFileDefault(),
        // A stream of HDFS forces the last of its blocks only, unless it is told to force each.
        EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE, CreateFlag.SYNC_BLOCK),
        BUFFER,
        fileSystem.getDefaultReplication(path),
        fileSystem.getDefaultBlockSize(path),
        null);
  }

  /** Forces what was written to disk. */
  static void finish(FSDataOutputStream out) throws IOException {
    if (out.hasCapability(StreamCapabilities.HSYNC)) {
      out.hsync();
    }
  }

  /** Writes to a stream. */
  interface Filling {
    void of(FSDataOutputStream out) throws IOException;
  }

  /** Like try-with-resources, which fails where HDFS throws one exception twice. */
  static void fill(FSDataOutputStream out, Filling filling) throws IOException {
    try {
      filling.of(out);
    } catch (IOException | RuntimeException | FSError e) {
      try {
        out.close();
      } catch (IOException | FSError again) {
        if (again != e) {
          e.addSuppressed(again);
        }
      }
      throw e;
    }
    out.close();
  }

  /**
   * Forces a file that another program wrote to disk. On HDFS it is written anew: appending forces
   * its last block only, and fails with fewer data nodes than replicas, and on erasure-coded files.
   */
  static void file(FileSystem fileSystem, Path path) throws IOException {
    if (fileSystem instanceof RawLocalFileSystem local) {
      DiskSync.file(local.pathToFile(path).toPath()); // Hadoop's stream to append to syncs nothing
      return;
    }
    Path copy = new Path(path.getParent(), "_synced-" + path.getName());
    try (InputStream in = fileSystem.open(path)) {
      fill(
          create(fileSystem, copy),
          out -> {
            in.transferTo(out);
            finish(out);
          });
    }
    FileReplacement.move(fileSystem, copy, path);
  }

  /** Forces the names in a folder to disk. */
  static void folder(FileSystem fileSystem, Path folder) throws IOException {
    if (fileSystem instanceof RawLocalFileSystem local) {
      DiskSync.folder(local.pathToFile(folder).toPath());
    }
  }

  /** Creates a folder with those above it, and forces their names to disk. */
  static void createFolders(FileSystem fileSystem, Path folder) throws IOException {
    Deque<java.nio.file.Path> missing = null;
    if (fileSystem instanceof RawLocalFileSystem local) {
      missing = DiskSync.missing(local.pathToFile(folder).toPath());
    }
    fileSystem.mkdirs(folder);
    DiskSync.names(missing == null ? List.of() : missing);
  }
}
