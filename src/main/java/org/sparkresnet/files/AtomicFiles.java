package org.sparkresnet.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.ipc.RemoteException;

/**
 * Changes files so that readers see whole ones: each is written aside, forced to disk and renamed.
 * Every change is allowed by a guard first, and tried again for a while when it fails for a reason
 * that may pass. Driver only.
 */
public final class AtomicFiles {
  /** Spark and other readers of tables pass over names with this beginning. */
  private static final String ASIDE = "_tmp-";

  /** Exception of HDFS while another process writes a file that it has created. */
  private static final String BEING_CREATED =
      "org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException";

  private final FileSystem fileSystem;
  private final Retries retries;
  private final Guard guard;

  private AtomicFiles(FileSystem fileSystem, Retries retries, Guard guard) {
    this.fileSystem = fileSystem;
    this.retries = retries;
    this.guard = guard;
  }

  /** Writes the content of a file; may be called again after a failure. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the stream is closed by the caller. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Takes the content of a file. */
  @FunctionalInterface
  public interface Reading<T> {
    /** Reads what it wants; the stream is closed by the caller. */
    T from(InputStream in) throws IOException;
  }

  /** Says whether files may still be changed. */
  @FunctionalInterface
  public interface Guard {
    /**
     * Throws what the caller of the change shall see, if it must not be made.
     *
     * @throws IOException if that cannot be found out now; the change is tried again like one that
     *     failed
     */
    void requireAllowed() throws IOException;
  }

  /** On a file system, without a guard and without second attempts. */
  public static AtomicFiles on(FileSystem fileSystem) {
    // Without the layer of checksums: its second rename is a moment at which readers fail.
    FileSystem direct =
        fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
    return new AtomicFiles(direct, Retries.none(direct), () -> {});
  }

  /** Writer that tries failing changes again for a duration. */
  public AtomicFiles retrying(Duration duration) {
    return new AtomicFiles(fileSystem, new Retries(fileSystem, duration), guard);
  }

  /**
   * Writer that asks a guard before each change.
   *
   * @param newGuard asked before each change and before each rename
   */
  public AtomicFiles guardedBy(Guard newGuard) {
    return new AtomicFiles(fileSystem, retries, newGuard);
  }

  /** A path with the scheme and host of the file system. */
  public Path qualified(Path path) {
    return fileSystem.makeQualified(path);
  }

  /** Tells whether there is a file or folder. */
  public boolean exists(Path path) throws IOException {
    return fileSystem.exists(path);
  }

  /**
   * Size and time of a file or folder.
   *
   * @throws java.io.FileNotFoundException if it is absent
   */
  public FileStatus status(Path path) throws IOException {
    return fileSystem.getFileStatus(path);
  }

  /**
   * The files and folders in a folder, by name.
   *
   * @throws java.io.FileNotFoundException if the folder is absent
   */
  public List<FileStatus> list(Path folder) throws IOException {
    return Arrays.stream(fileSystem.listStatus(folder))
        .sorted(Comparator.comparing(status -> status.getPath().getName()))
        .toList();
  }

  /**
   * The files in a folder and in all folders below it.
   *
   * @throws java.io.FileNotFoundException if the folder is absent, or one below it goes meanwhile
   */
  public List<FileStatus> listBelow(Path folder) throws IOException {
    // Hadoop's own starts the program ls for a local file, and fails in it if the file has gone.
    List<FileStatus> files = new ArrayList<>();
    for (FileStatus status : list(folder)) {
      if (status.isDirectory()) {
        files.addAll(listBelow(status.getPath()));
      } else {
        files.add(status);
      }
    }
    return files;
  }

  /** Makes a change, if the guard allows it. */
  public void change(Path path, FileChange change) throws IOException {
    retries.run(
        path,
        () -> {
          guard.requireAllowed();
          try {
            change.make();
          } catch (FSError e) {
            throw ioFailure(e);
          }
        });
  }

  /** Hadoop takes a full local disk for an error of the program's. */
  private static IOException ioFailure(FSError error) {
    return error.getCause() instanceof IOException io ? io : new IOException(error);
  }

  /** Reads a file. */
  public <T> T read(Path path, Reading<T> reading) throws IOException {
    try (InputStream in = fileSystem.open(path)) {
      return reading.from(in);
    } catch (FSError e) {
      throw ioFailure(e);
    }
  }

  /**
   * Writes a file, with the folders above it. Readers find the old file or the whole new one; if
   * writing fails, the old one stays. Two writers of the same file at the same time are not
   * supported.
   */
  public void write(Path path, Content content) throws IOException {
    Path aside = aside(path.getParent(), path.getName());
    change(
        path,
        () -> {
          FileSync.createFolders(fileSystem, path.getParent());
          try {
            writeWhole(aside, content);
            publish(aside, path);
          } catch (IOException | RuntimeException | FSError e) {
            discard(aside, e);
            throw e;
          }
        });
  }

  private void writeWhole(Path path, Content content) throws IOException {
    fill(
        FileSync.create(fileSystem, path),
        out -> {
          content.writeTo(new KeptOpen(out));
          FileSync.finish(out);
        });
  }

  private interface Filling {
    void of(FSDataOutputStream out) throws IOException;
  }

  /** Like try-with-resources, which fails where HDFS throws one exception twice. */
  private static void fill(FSDataOutputStream out, Filling filling) throws IOException {
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

  /** Forces a file that another program wrote to disk, before it is published. */
  public void sync(Path file) throws IOException {
    guard.requireAllowed();
    FileSync.file(fileSystem, file);
  }

  /**
   * Renames a whole file, which is on disk, over another one, if the guard still allows it. The
   * name is on disk afterwards.
   */
  public void publish(Path source, Path target) throws IOException {
    guard.requireAllowed();
    FileReplacement.move(fileSystem, source, target);
  }

  /** Deletes what a failed change wrote aside, as far as possible; the failure stays the cause. */
  public void discard(Path aside, Throwable failure) {
    try {
      guard.requireAllowed(); // behind a lost lock it may be another writer's by now
      fileSystem.delete(aside, true);
    } catch (IOException | RuntimeException e) {
      if (e != failure) {
        failure.addSuppressed(e); // the next start clears the rest away
      }
    }
  }

  /** Creates a folder, with those above it; nothing if it is there. */
  public void createFolders(Path folder) throws IOException {
    change(folder, () -> FileSync.createFolders(fileSystem, folder));
  }

  /** Deletes a file, or a folder with all in it; nothing if it is absent. */
  public void delete(Path path) throws IOException {
    change(
        path,
        () -> {
          // What was written aside is deleted once more if a power cut brings it back.
          if (fileSystem.delete(path, true) && !isAside(path)) {
            FileSync.folder(fileSystem, path.getParent());
          }
        });
  }

  /**
   * Creates a file that does not exist; of several that do so at once, one succeeds. True on local
   * disks and on HDFS; object stores may let several succeed.
   *
   * @return whether this call created it
   */
  public boolean create(Path path, byte[] content) throws IOException {
    guard.requireAllowed();
    FileSync.createFolders(fileSystem, path.getParent());
    if (fileSystem instanceof RawLocalFileSystem local) {
      return createLocally(local.pathToFile(path).toPath(), content); // Hadoop's is no one step
    }
    try {
      fill(fileSystem.create(path, false), out -> out.write(content));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (RemoteException e) {
      if (e.getClassName().equals(BEING_CREATED)) {
        return false;
      }
      throw e;
    } catch (FSError e) {
      throw ioFailure(e);
    }
  }

  private static boolean createLocally(java.nio.file.Path file, byte[] content) throws IOException {
    try {
      Files.write(file, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return true;
    } catch (java.nio.file.FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Deletes a folder if nothing is in it; nothing if it is absent, or no folder. */
  public void deleteIfEmpty(Path folder) throws IOException {
    guard.requireAllowed();
    try {
      if (!fileSystem.getFileStatus(folder).isDirectory()) {
        return;
      }
      if (fileSystem instanceof RawLocalFileSystem local) {
        Files.deleteIfExists(local.pathToFile(folder).toPath()); // Hadoop's looks, then deletes
      } else {
        fileSystem.delete(folder, false);
      }
    } catch (DirectoryNotEmptyException
        | PathIsNotEmptyDirectoryException
        | FileNotFoundException e) {
      return;
    }
  }

  /** The name under which something is written before it is renamed. */
  public static Path aside(Path folder, String name) {
    return new Path(folder, ASIDE + name);
  }

  /** Tells whether a path was left by a writer that was killed, or is being written. */
  public static boolean isAside(Path path) {
    return path.getName().startsWith(ASIDE);
  }

  /** Deletes what killed writers left in a folder; nothing if it is absent. */
  public void deleteAsides(Path folder) throws IOException {
    if (!fileSystem.exists(folder)) {
      return;
    }
    for (FileStatus status : fileSystem.listStatus(folder)) {
      if (isAside(status.getPath())) {
        delete(status.getPath());
      }
    }
  }
}
