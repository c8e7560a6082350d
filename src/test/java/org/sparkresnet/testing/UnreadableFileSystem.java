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
 * their reads with EIO, as those of /proc/self/mem at 0, which are read in their stead. Or they
 * cannot be opened, as another user's (which no file is to the user root), or when the disk or the
 * process has no more open files: Java's words for that, which are those for a file that is absent.
 */
public final class UnreadableFileSystem extends LocalFileSystem {
  private static final String FILES = "unreadable.files";
  private static final String REFUSAL = "unreadable.refusal";
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
    return begin(hadoop, files, whole, "");
  }

  /**
   * Makes file systems that refuse files, until the result is closed.
   *
   * @param files regular expression of the paths of the files
   */
  public static AutoCloseable refuse(Configuration hadoop, String files) {
    return refuse(hadoop, files, 0, "Permission denied");
  }

  /**
   * Makes file systems that do not open files, until the result is closed.
   *
   * @param files regular expression of the paths of the files
   * @param whole number of opens before the errors begin
   * @param reason the kernel's words
   */
  public static AutoCloseable refuse(Configuration hadoop, String files, int whole, String reason) {
    return begin(hadoop, files, whole, reason);
  }

  private static AutoCloseable begin(
      Configuration hadoop, String files, int whole, String refusal) {
    String before = hadoop.get(IMPLEMENTATION, QuickLocalFileSystem.class.getName());
    WHOLE.set(whole);
    hadoop.set(FILES, files);
    hadoop.set(REFUSAL, refusal);
    hadoop.set(IMPLEMENTATION, UnreadableFileSystem.class.getName());
    return () -> hadoop.set(IMPLEMENTATION, before);
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
      boolean fails =
          path.toUri().getPath().matches(getConf().get(FILES)) && WHOLE.getAndDecrement() <= 0;
      String refusal = getConf().get(REFUSAL);
      if (fails && !refusal.isEmpty()) {
        throw new FileNotFoundException("%s (%s)".formatted(path.toUri().getPath(), refusal));
      }
      return super.open(fails ? new Path("/proc/self/mem") : path, bufferSize);
    }

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      QuickLocalFileSystem.setPermission(pathToFile(path).toPath(), permission);
    }
  }
}
