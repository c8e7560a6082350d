package org.sparkresnet.cifar.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.DiskSync;

/**
 * Temporary folder {@code _tmp-fetch} inside the target for files that are not verified yet; locked
 * against a second fetch. It is inside the target and not beside it, so that a rename stays on one
 * file system if the target is a mounted volume or a link. The next fetch deletes the remains of a
 * killed one.
 */
final class Staging implements AutoCloseable {
  static final String NAME = "_tmp-fetch";

  private final Path target;
  private final boolean madeTarget;
  private final Path root;
  private final FileChannel lockFile;

  private Staging(Path target, boolean madeTarget, Path root, FileChannel lockFile) {
    this.target = target;
    this.madeTarget = madeTarget;
    this.root = root;
    this.lockFile = lockFile;
  }

  /**
   * Creates the target if it does not exist, and the staging folder in it.
   *
   * @throws UserError of code LOCKED if another fetch is running in the target
   */
  static Staging open(Path target) throws IOException {
    boolean madeTarget = Files.notExists(target);
    DiskSync.createFolders(target);
    Path root = target.resolve(NAME);
    Files.createDirectories(root);
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw UserError.locked(target + ": another fetch is at work in this folder");
    }
    return new Staging(target, madeTarget, root, channel);
  }

  /** Creates an empty folder; deletes its earlier content. */
  Path emptyFolder() throws IOException {
    Path files = root.resolve("files");
    delete(files);
    return Files.createDirectories(files);
  }

  /** Deletes the staging folder, and the target if this object created it and it is still empty. */
  @Override
  public void close() throws IOException {
    try {
      delete(root);
    } finally {
      lockFile.close(); // also where the disk has failed
    }
    if (madeTarget && isEmpty(target)) {
      Files.delete(target);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException sameProcess) {
      return false;
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private static void delete(Path tree) throws IOException {
    if (Files.notExists(tree)) {
      return;
    }
    List<Path> leavesFirst;
    try (Stream<Path> all = Files.walk(tree)) {
      leavesFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : leavesFirst) {
      Files.deleteIfExists(path);
    }
  }
}
