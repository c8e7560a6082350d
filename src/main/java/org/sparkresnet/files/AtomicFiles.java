package org.sparkresnet.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
  /** A name aside of a writer without a lock that is as old was left: none writes for a day. */
  private static final Duration LEFTOVER_AGE = Duration.ofDays(1);

  /** Exception of HDFS while another process writes a file that it has created. */
  private static final String BEING_CREATED =
      "org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException";

  /** Attempts to create a file whose folder others delete each time before it is in there. */
  private static final int MOST_ATTEMPTS = 10;

  private final FileSystem fileSystem;
  private final Retries retries;
  private final Guard guard;
  private final Optional<String> owner;

  private AtomicFiles(FileSystem fileSystem, Retries retries, Guard guard, Optional<String> owner) {
    this.fileSystem = fileSystem;
    this.retries = retries;
    this.guard = guard;
    this.owner = owner;
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
    return new AtomicFiles(direct, Retries.none(direct), () -> {}, Optional.empty());
  }

  /** Writer that tries failing changes again for a duration. */
  public AtomicFiles retrying(Duration duration) {
    return new AtomicFiles(fileSystem, new Retries(fileSystem, duration), guard, owner);
  }

  /**
   * Writer that asks a guard before each change.
   *
   * @param newGuard asked before each change and before each rename
   */
  public AtomicFiles guardedBy(Guard newGuard) {
    return new AtomicFiles(fileSystem, retries, newGuard, owner);
  }

  /** Writer that asks another guard, too, before each change. */
  public AtomicFiles alsoGuardedBy(Guard other) {
    return guardedBy(
        () -> {
          guard.requireAllowed();
          other.requireAllowed();
        });
  }

  /**
   * Writer of a holder of a lock. What it writes aside has the holder's token in its name, and what
   * it deletes is first renamed into a folder of such a name. A later holder of the lock removes
   * these names before anything else: a rename that comes after that finds no source, or no folder
   * to go to, and changes nothing.
   *
   * @param token of the lock, unlike that of every other holder
   * @param newGuard asked before each change and before each rename
   */
  public AtomicFiles heldBy(String token, Guard newGuard) {
    return new AtomicFiles(fileSystem, retries, newGuard, Optional.of(token));
  }

  /**
   * Finds out by trying whether the file system keeps writers apart, and readers from half a
   * change: {@link FileSystemProbe}.
   *
   * @param folder where it is tried; created if it is absent
   * @return the rule that it breaks, in words; empty if it breaks none
   */
  public Optional<String> brokenRule(Path folder) throws IOException {
    return new FileSystemProbe(fileSystem, this::create).brokenRule(folder);
  }

  /** A path with the scheme and host of the file system. */
  public Path qualified(Path path) {
    return fileSystem.makeQualified(path);
  }

  /** Tells whether there is a file or folder. */
  public boolean exists(Path path) throws IOException {
    try {
      status(path);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /**
   * Size and time of a file or folder.
   *
   * @throws java.io.FileNotFoundException if it is absent
   */
  public FileStatus status(Path path) throws IOException {
    return Absence.confirmed(fileSystem, path, () -> fileSystem.getFileStatus(path));
  }

  /**
   * The files and folders in a folder, by name.
   *
   * @throws java.io.FileNotFoundException if the folder is absent
   */
  public List<FileStatus> list(Path folder) throws IOException {
    FileStatus[] seen = Absence.confirmed(fileSystem, folder, () -> fileSystem.listStatus(folder));
    return Arrays.stream(Absence.requireWhole(fileSystem, folder, seen))
        .sorted(Comparator.comparing(status -> status.getPath().getName()))
        .toList();
  }

  /**
   * The files in a folder and in all folders below it. One that goes meanwhile is passed over:
   * Hadoop's own list of files with their places asks for the permissions of each, and fails.
   *
   * @throws java.io.FileNotFoundException if a folder is absent
   */
  public List<FileStatus> listBelow(Path folder) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    for (FileStatus status : list(folder)) {
      if (status.isDirectory()) {
        found.addAll(listBelow(status.getPath()));
      } else {
        found.add(status);
      }
    }
    return found;
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
            requireStillAllowed(e);
            throw ioFailure(e);
          } catch (IOException | RuntimeException e) {
            requireStillAllowed(e);
            throw e;
          }
        });
  }

  /** What failed because a later holder of the lock took it away failed for the lock's sake. */
  private void requireStillAllowed(Throwable failure) {
    try {
      guard.requireAllowed();
    } catch (IOException e) {
      failure.addSuppressed(e);
    } catch (RuntimeException e) {
      if (e == failure) {
        return;
      }
      e.addSuppressed(failure);
      throw e;
    }
  }

  /** Hadoop takes a full local disk for an error of the program's. */
  private static IOException ioFailure(FSError error) {
    return error.getCause() instanceof IOException io ? io : new IOException(error);
  }

  /**
   * Reads a file.
   *
   * @throws FileNotFoundException if it is absent
   */
  public <T> T read(Path path, Reading<T> reading) throws IOException {
    try (InputStream in = Absence.confirmed(fileSystem, path, () -> fileSystem.open(path))) {
      return reading.from(in);
    } catch (FSError e) {
      throw ioFailure(e);
    }
  }

  /**
   * Writes a file, with the folders above it. Readers find the old file or the whole new one; if
   * writing fails, the old one stays. Of two writers of the same file at the same time the last one
   * counts.
   */
  public void write(Path path, Content content) throws IOException {
    Path aside = aside(path);
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
    FileSync.fill(
        FileSync.create(fileSystem, path),
        out -> {
          content.writeTo(new KeptOpen(out));
          FileSync.finish(out);
        });
  }

  /** Forces a file that another program wrote to disk, before it is published. */
  public void sync(Path file) throws IOException {
    guard.requireAllowed();
    FileSync.file(fileSystem, file);
  }

  /** Forces the names in a folder to disk, before a change that counts on them. */
  public void syncFolder(Path folder) throws IOException {
    change(folder, () -> FileSync.folder(fileSystem, folder));
  }

  /**
   * Renames a whole file, which is on disk, or a folder over another one, if the guard still allows
   * it. The name is on disk afterwards. A rename that was made but whose answer was lost is
   * recognised.
   */
  public void publish(Path source, Path target) throws IOException {
    guard.requireAllowed();
    FileStatus moved = fileSystem.getFileStatus(source);
    try {
      FileReplacement.move(fileSystem, source, target);
    } catch (NotOnDiskException e) {
      throw e;
    } catch (IOException e) {
      if (!isMoved(moved, target, e)) {
        throw e;
      }
      guard.requireAllowed();
    }
  }

  private boolean isMoved(FileStatus source, Path target, IOException failure) {
    try {
      if (exists(source.getPath())) {
        return false;
      }
      FileStatus found = fileSystem.getFileStatus(target);
      return found.getLen() == source.getLen()
          && found.getModificationTime() == source.getModificationTime();
    } catch (IOException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  /** Deletes what a failed change wrote aside, as far as possible; the failure stays the cause. */
  public void discard(Path aside, Throwable failure) {
    try {
      FileDeletion.delete(fileSystem, aside); // of this writer alone, also behind a lost lock
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

  /**
   * Deletes a file, or a folder with all in it; nothing if it is absent.
   *
   * @throws IOException if a part of it is left
   */
  public void delete(Path path) throws IOException {
    if (owner.isEmpty() || AsideNames.isAside(path)) {
      change(
          path,
          () -> {
            // What was written aside is deleted once more if a power cut brings it back.
            if (FileDeletion.delete(fileSystem, path) && !AsideNames.isAside(path)) {
              FileSync.folder(fileSystem, path.getParent());
            }
          });
    } else {
      Path folder = moveAway(path).getParent();
      deleteOwn(folder);
    }
  }

  /**
   * Deletes a file, or a folder with all in it, whose name counts: nothing has it after this. What
   * the file system does not delete of it stays aside, and a line in the log tells so.
   *
   * @throws IOException if the name cannot be freed
   */
  public void remove(Path path) throws IOException {
    if (owner.isEmpty() || AsideNames.isAside(path)) {
      delete(path);
      return;
    }
    Path folder = moveAway(path).getParent();
    try {
      deleteOwn(folder);
    } catch (IOException e) {
      FileDeletion.tellLeft(folder, e);
    }
  }

  /** Deletes what does no harm if it stays, as far as possible; a line in the log tells of it. */
  public void deleteIfPossible(Path path) throws IOException {
    change(
        path,
        () -> {
          try {
            FileDeletion.delete(fileSystem, path);
          } catch (IOException e) {
            FileDeletion.tellLeft(path, e);
          }
        });
  }

  /**
   * Frees a name aside, which a writer that was only paused may still rename, or rename something
   * to. What cannot be deleted is renamed to a name that no writer knows.
   *
   * @throws IOException if it can be neither deleted nor renamed
   */
  public void free(Path aside) throws IOException {
    change(aside, () -> FileDeletion.free(fileSystem, aside));
  }

  /**
   * Deletes what {@link #isLeftover} tells of. That of a writer without a lock has been there for a
   * day, and does no harm if it stays.
   *
   * @throws IOException if it is of the holder of a lock, and its name cannot be freed
   */
  public void deleteLeftover(Path aside) throws IOException {
    if (AsideNames.isOfNoLock(aside)) {
      deleteIfPossible(aside);
    } else {
      free(aside);
    }
  }

  /**
   * Without the guard: the lock may have gone with the folder, and no other writer has the name.
   */
  private void deleteOwn(Path folder) throws IOException {
    retries.run(
        folder,
        () -> {
          try {
            FileDeletion.delete(fileSystem, folder);
          } catch (FSError e) {
            throw ioFailure(e);
          }
        });
  }

  /**
   * Renames a file or folder into a folder aside, from which it can be deleted; nothing if it is
   * absent. A later holder of the lock deletes the folder, so that a rename that is late changes
   * nothing.
   *
   * @return the new path, the only one in a folder aside
   */
  public Path moveAway(Path path) throws IOException {
    Path folder = aside(path);
    Path target = new Path(folder, path.getName());
    change(
        path,
        () -> {
          if (exists(path)) { // otherwise an earlier attempt may have been made
            FileDeletion.free(fileSystem, folder); // of an earlier deletion
            fileSystem.mkdirs(folder);
            publish(path, target);
          }
        });
    return target;
  }

  /**
   * Creates a file that does not exist; of several that do so at once, one succeeds. True on local
   * disks and on HDFS; object stores may let several succeed.
   *
   * @return whether this call created it
   */
  public boolean create(Path path, byte[] content) throws IOException {
    guard.requireAllowed();
    if (fileSystem instanceof RawLocalFileSystem local) {
      return createLocally(local, path, content); // Hadoop's is no one step
    }
    FileSync.createFolders(fileSystem, path.getParent());
    try {
      FileSync.fill(fileSystem.create(path, false), out -> out.write(content));
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

  private static boolean createLocally(RawLocalFileSystem local, Path path, byte[] content)
      throws IOException {
    java.nio.file.Path file = local.pathToFile(path).toPath();
    for (int attempt = 1; ; attempt++) {
      try {
        FileSync.createFolders(local, path.getParent());
        // On disk at once: an empty lock is one whose holder cannot be known, and is waited for.
        Files.write(
            file,
            content,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SYNC);
        return true;
      } catch (java.nio.file.FileAlreadyExistsException e) {
        return false;
      } catch (IOException e) {
        // The last holder of a lock deletes its empty folders at this moment, perhaps.
        boolean isGone = e instanceof NoSuchFileException || Files.notExists(file.getParent());
        if (!isGone || attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
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

  /** A path beside another one, under which that one is written before it is renamed. */
  public Path aside(Path path) {
    return AsideNames.of(path.getParent(), owner.orElseGet(AsideNames::newOwner), path.getName());
  }

  /**
   * Deletes what killed writers left in a folder, but for what a writer without a lock may be
   * writing; nothing if it is absent.
   */
  public void deleteAsides(Path folder) throws IOException {
    if (!exists(folder)) {
      return;
    }
    List<FileStatus> entries = list(folder);
    for (FileStatus entry : entries) {
      if (isLeftover(entry, entries)) {
        deleteLeftover(entry.getPath());
      }
    }
  }

  /**
   * Tells whether what is aside was left by a killed writer, if nobody else has the lock.
   *
   * @param entries all of its folder
   */
  public static boolean isLeftover(FileStatus status, Collection<FileStatus> entries) {
    return AsideNames.isAside(status.getPath())
        && (!AsideNames.isOfNoLock(status.getPath()) || isOld(status, entries));
  }

  /**
   * Tells whether a file or folder was last changed a day before another one in its folder. Both
   * times are the file system's: by its own clock, a machine whose clock is a day ahead would
   * delete what others are writing.
   *
   * @param entries all of its folder
   */
  public static boolean isOld(FileStatus status, Collection<FileStatus> entries) {
    long newest =
        entries.stream()
            .mapToLong(FileStatus::getModificationTime)
            .max()
            .orElse(status.getModificationTime());
    return status.getModificationTime() < newest - LEFTOVER_AGE.toMillis();
  }
}
