package org.sparkresnet.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.apache.hadoop.fs.ClusterStorageCapacityExceededException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkresnet.common.ErrorText;

/**
 * Tries again what failed on a file system of several machines, such as while a data node restarts:
 * after 1, 2, 4 and at last every 8 seconds. A quota, a permission and a local disk do not mend
 * themselves.
 */
final class Retries {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 8_000;

  private final boolean local;
  private final Duration duration;

  Retries(FileSystem fileSystem, Duration duration) {
    this.local = fileSystem instanceof RawLocalFileSystem;
    this.duration = duration;
  }

  static Retries none(FileSystem fileSystem) {
    return new Retries(fileSystem, Duration.ZERO);
  }

  void run(Path path, FileChange change) throws IOException {
    long begin = System.nanoTime();
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        change.make();
        return;
      } catch (IOException e) {
        long left = duration.toMillis() - (System.nanoTime() - begin) / 1_000_000;
        if (local || left < pause || isPermanent(e)) {
          throw e;
        }
        LOG.warn("{}: {}; trying again for {} s", path, ErrorText.of(e), left / 1_000);
        sleep(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private static boolean isPermanent(IOException thrown) {
    IOException failure =
        thrown instanceof RemoteException remote ? remote.unwrapRemoteException() : thrown;
    return failure instanceof ClusterStorageCapacityExceededException
        || failure instanceof AccessControlException
        || failure instanceof ParentNotDirectoryException
        || failure instanceof FileAlreadyExistsException
        || failure instanceof FileNotFoundException
        || failure instanceof InterruptedIOException;
  }

  private static void sleep(long millis) throws InterruptedIOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
