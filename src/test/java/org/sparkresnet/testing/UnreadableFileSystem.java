package org.sparkresnet.testing;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Local disk that has errors under certain files: Linux answers their reads with EIO, as those of
 * /proc/self/mem at 0, which are read in their stead.
 */
public final class UnreadableFileSystem extends LocalFileSystem {
  private static final String FILES = "unreadable.files";
  private static final String IMPLEMENTATION = "fs.file.impl";
  private static final AtomicInteger WHOLE = new AtomicInteger();

  /** As Hadoop wants it. */
  public UnreadableFileSystem() {
    super(new Raw());
  }

  /**
   * Makes file systems of this kind, until the result is closed.
   *
   * @param files regular expression of the paths of the files
   * @param whole number of opens before the errors begin
   */
  public static AutoCloseable begin(Configuration hadoop, String files, int whole) {
    String before = hadoop.get(IMPLEMENTATION);
    WHOLE.set(whole);
    hadoop.set(FILES, files);
    hadoop.set(IMPLEMENTATION, UnreadableFileSystem.class.getName());
    return () -> hadoop.set(IMPLEMENTATION, before);
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
      boolean fails =
          path.toUri().getPath().matches(getConf().get(FILES)) && WHOLE.getAndDecrement() <= 0;
      return super.open(fails ? new Path("/proc/self/mem") : path, bufferSize);
    }

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      QuickLocalFileSystem.setPermission(pathToFile(path).toPath(), permission);
    }
  }
}
