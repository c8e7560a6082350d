package org.sparkresnet.jobs.report;

import java.io.IOException;
import java.util.Optional;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.UserError;
import org.sparkresnet.files.AtomicFiles;
import org.sparkresnet.files.FileErrors;
import org.sparkresnet.files.OutputPath;
import org.sparkresnet.lock.FolderLock;
import org.sparkresnet.store.StoreLocks;

/**
 * Lock of a folder to which one job at a time exports: each file is read, changed and replaced.
 * Nothing of the lock stays in the folder. Driver only.
 */
final class ExportLock implements AutoCloseable {
  private final FolderLock lock;
  private final OutputPath folder;

  private ExportLock(FolderLock lock, OutputPath folder) {
    this.lock = lock;
    this.folder = folder;
  }

  /**
   * Locks a folder, and deletes what earlier exports that were stopped left in it.
   *
   * @throws org.sparkresnet.common.UserError of code LOCKED if another job exports to the folder,
   *     of code USAGE if its file system does not keep writers apart
   */
  static ExportLock acquire(StoreLocks locks, OutputPath folder) {
    requireSuitable(folder);
    FolderLock lock =
        FolderLock.acquireWithoutTrace(
            folder.files(),
            folder.path(),
            "folder " + HumanText.path(folder.path()),
            locks.self(),
            locks.lease(),
            locks.notes());
    try {
      AtomicFiles files = folder.files().heldBy(lock.token().toString(), lock::requireHeld);
      files.deleteAsides(folder.path());
      return new ExportLock(lock, new OutputPath(folder.path(), files));
    } catch (IOException e) {
      lock.close();
      throw FileErrors.cannot("delete", folder.path(), e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void requireSuitable(OutputPath folder) {
    try {
      Optional<String> broken = folder.files().brokenRule(folder.path());
      if (broken.isPresent()) {
        throw UserError.usage(
            "--to must be on a file system that keeps writers apart and replaces a file in one step, cannot be: %s (%s); export to a local disk or HDFS, and copy the folder from there"
                .formatted(HumanText.path(folder.path()), broken.get()));
      }
    } catch (IOException e) {
      throw FileErrors.cannot("write", folder.path(), e);
    }
  }

  /** Folder whose files the lock guards. */
  OutputPath folder() {
    return folder;
  }

  @Override
  public void close() {
    lock.close();
  }
}
