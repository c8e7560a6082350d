package org.sparkresnet.cluster;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.sparkresnet.testing.QuickLocalFileSystem;

/**
 * The local disk, on which the first write of a certain file stops in the middle and says so with a
 * marker file, until the marker is deleted. So a test can be sure what a process was doing when it
 * killed it.
 */
public final class StoppingLocalFileSystem extends LocalFileSystem {
  private static final String FILE = "stopping.file";
  private static final String AFTER = "stopping.after-bytes";
  private static final String MARKER = "stopping.marker";

  /** As Hadoop wants it. */
  public StoppingLocalFileSystem() {
    super(new Raw());
  }

  /**
   * Spark's properties to use it.
   *
   * @param file regular expression of its path
   */
  static Map<String, String> stop(String file, long afterBytes, Path marker) {
    return Map.of(
        "spark.hadoop.fs.file.impl",
        StoppingLocalFileSystem.class.getName(),
        "spark.hadoop." + FILE,
        file,
        "spark.hadoop." + AFTER,
        String.valueOf(afterBytes),
        "spark.hadoop." + MARKER,
        marker.toString());
  }

  private static final class Raw extends RawLocalFileSystem {
    private boolean stopped;

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
      return stopping(
          path,
          super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress));
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
      return stopping(
          path, super.create(path, overwrite, bufferSize, replication, blockSize, progress));
    }

    @Override
    public void setPermission(org.apache.hadoop.fs.Path path, FsPermission permission)
        throws IOException {
      QuickLocalFileSystem.setPermission(pathToFile(path).toPath(), permission);
    }

    private synchronized FSDataOutputStream stopping(
        org.apache.hadoop.fs.Path path, FSDataOutputStream out) throws IOException {
      if (stopped || !Pattern.matches(getConf().get(FILE), path.toUri().getPath())) {
        return out;
      }
      stopped = true;
      return new FSDataOutputStream(
          new Stopping(out, getConf().getLong(AFTER, 0), Path.of(getConf().get(MARKER))), null);
    }
  }

  private static final class Stopping extends OutputStream {
    private final FSDataOutputStream out;
    private final Path marker;
    private long left;

    Stopping(FSDataOutputStream out, long afterBytes, Path marker) {
      this.out = out;
      this.left = afterBytes;
      this.marker = marker;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int first = (int) Math.max(0, Math.min(left, length));
      out.write(bytes, offset, first);
      if (left >= 0 && length > left) {
        out.hflush();
        stop();
        left = -1;
      } else if (left >= 0) {
        left -= length;
      }
      out.write(bytes, offset + first, length - first);
    }

    private void stop() throws IOException {
      Files.createFile(marker);
      try {
        while (Files.exists(marker)) {
          Thread.sleep(20);
        }
      } catch (InterruptedException e) {
        throw new InterruptedIOException("interrupted");
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
