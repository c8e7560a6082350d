package org.sparkresnet.cluster;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.sparkresnet.testing.QuickLocalFileSystem;

/**
 * A slow local disk, so that a signal at any time falls into a change, on which no file can be
 * created while a certain file is there, as if it were full.
 */
public final class FaultyLocalFileSystem extends LocalFileSystem {
  static final String FULL = "faulty.full";
  private static final int SLOWEST_MILLIS = 8;

  /** As Hadoop wants it. */
  public FaultyLocalFileSystem() {
    super(new Raw());
  }

  private static final class Raw extends RawLocalFileSystem {
    private void change(boolean needsSpace) throws IOException {
      try {
        Thread.sleep(ThreadLocalRandom.current().nextInt(SLOWEST_MILLIS));
      } catch (InterruptedException e) {
        throw new InterruptedIOException("interrupted");
      }
      if (needsSpace && Files.exists(Path.of(getConf().get(FULL)))) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      change(true);
      FSDataOutputStream out =
          super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
      change(false);
      return out;
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path path,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      change(true);
      FSDataOutputStream out =
          super.create(path, overwrite, bufferSize, replication, blockSize, progress);
      change(false);
      return out;
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path source, org.apache.hadoop.fs.Path target)
        throws IOException {
      change(false);
      return super.rename(source, target);
    }

    @Override
    public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
      change(false);
      return super.delete(path, recursive);
    }

    @Override
    public void setPermission(org.apache.hadoop.fs.Path path, FsPermission permission)
        throws IOException {
      QuickLocalFileSystem.setPermission(pathToFile(path).toPath(), permission);
    }
  }
}
