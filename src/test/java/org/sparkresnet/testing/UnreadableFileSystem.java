package org.sparkresnet.testing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Local disk of which certain files cannot be read. Either it has errors under them: Linux answers
 * their reads with EIO, as those of /proc/self/mem at 0, which are read in their stead. Or they are
 * another user's, which no file is to the user root: Java's words for that.
 */
public final class UnreadableFileSystem extends LocalFileSystem {
  private static final String FILES = "unreadable.files";
  private static final String REFUSES = "unreadable.refuses";
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
    return begin(hadoop, files, whole, false);
  }

  /**
   * Makes file systems that refuse files, until the result is closed.
   *
   * @param files regular expression of the paths of the files
   */
  public static AutoCloseable refuse(Configuration hadoop, String files) {
    return begin(hadoop, files, 0, true);
  }

  private static AutoCloseable begin(
      Configuration hadoop, String files, int whole, boolean refuses) {
    String before = hadoop.get(IMPLEMENTATION, QuickLocalFileSystem.class.getName());
    WHOLE.set(whole);
    hadoop.set(FILES, files);
    hadoop.setBoolean(REFUSES, refuses);
    hadoop.set(IMPLEMENTATION, UnreadableFileSystem.class.getName());
    return () -> hadoop.set(IMPLEMENTATION, before);
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
      boolean fails =
          path.toUri().getPath().matches(getConf().get(FILES)) && WHOLE.getAndDecrement() <= 0;
      if (fails && getConf().getBoolean(REFUSES, false)) {
        throw new FileNotFoundException(path.toUri().getPath() + " (Permission denied)");
      }
      return super.open(fails ? new Path("/proc/self/mem") : path, bufferSize);
    }

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      QuickLocalFileSystem.setPermission(pathToFile(path).toPath(), permission);
    }
  }
}
