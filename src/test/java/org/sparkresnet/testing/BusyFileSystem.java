package org.sparkresnet.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Local disk on which others work in the moment before an operation, and on which some files cannot
 * be deleted, as by a user who may not write their folder. Hadoop's listing of a local folder takes
 * the names first and looks at each file then: work before such a look tears it.
 */
public final class BusyFileSystem extends LocalFileSystem {
  private static final String IMPLEMENTATION = "fs.file.impl";
  private static final List<Meanwhile> WORK = new ArrayList<>();
  private static String kept = "";

  /** Operation on a file, also within a listing. */
  public enum Operation {
    LOOK,
    OPEN
  }

  /**
   * @param once whether it is done before the first such operation only
   */
  private record Meanwhile(Operation operation, String files, Runnable work, boolean once) {}

  /** As Hadoop wants it. */
  public BusyFileSystem() {
    super(new Raw());
  }

  /** Makes file systems of this kind, until the result is closed. */
  public static AutoCloseable begin(Configuration hadoop) {
    String before = hadoop.get(IMPLEMENTATION);
    hadoop.set(IMPLEMENTATION, BusyFileSystem.class.getName());
    return () -> {
      hadoop.set(IMPLEMENTATION, before);
      forget();
    };
  }

  private static synchronized void forget() {
    WORK.clear();
    kept = "";
  }

  /**
   * Does work before the next operation on certain files.
   *
   * @param files regular expression of their paths
   */
  public static synchronized void before(Operation operation, String files, Runnable work) {
    WORK.add(new Meanwhile(operation, files, work, true));
  }

  /**
   * Does work before each operation on certain files.
   *
   * @param files regular expression of their paths
   */
  public static synchronized void beforeEach(Operation operation, String files, Runnable work) {
    WORK.add(new Meanwhile(operation, files, work, false));
  }

  /**
   * Refuses to delete certain files.
   *
   * @param files regular expression of their paths
   */
  public static synchronized void keep(String files) {
    kept = files;
  }

  private static synchronized boolean isKept(Path path) {
    return path.toUri().getPath().matches(kept);
  }

  private static void meanwhile(Operation operation, Path path) {
    next(operation, path.toUri().getPath()).run();
  }

  private static synchronized Runnable next(Operation operation, String path) {
    Optional<Meanwhile> found =
        WORK.stream()
            .filter(next -> next.operation == operation && path.matches(next.files))
            .findFirst();
    found.filter(Meanwhile::once).ifPresent(WORK::remove);
    return found.map(Meanwhile::work).orElse(() -> {});
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
      meanwhile(Operation.LOOK, path);
      return super.getFileStatus(path);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
      meanwhile(Operation.OPEN, path);
      return super.open(path, bufferSize);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
      return !isKept(path) && super.delete(path, recursive);
    }

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      QuickLocalFileSystem.setPermission(pathToFile(path).toPath(), permission);
    }
  }
}
