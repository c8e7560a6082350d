package org.sparkresnet.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options.ChecksumOpt;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * HDFS's client, which tells a test of each operation before the name node is asked, such as
 * "create /store/runs/a/_tmp-…-model.zip". A replacing rename goes another way; the look at its
 * source comes just before it.
 */
public final class WatchedHdfs extends DistributedFileSystem {
  private static final AtomicReference<Watch> WATCH = new AtomicReference<>();

  /** Disturbance of a test. */
  @FunctionalInterface
  interface Fault {
    /** Disturbs, or begins to. */
    void begin() throws IOException;
  }

  /** Faults that are left, each of which begins once, in their order. */
  static final class Watch {
    private record Point(Pattern operation, Fault fault) {}

    private final List<Point> left = new ArrayList<>();

    /** Lets a fault begin before the next operation of this kind. */
    Watch at(String operation, Fault fault) {
      left.add(new Point(Pattern.compile(operation), fault));
      return this;
    }

    private synchronized void see(String operation) throws IOException {
      if (!left.isEmpty() && left.get(0).operation.matcher(operation).matches()) {
        left.remove(0).fault.begin();
      }
    }

    private synchronized List<String> notReached() {
      return left.stream().map(point -> point.operation.pattern()).toList();
    }
  }

  /** Watches until {@link #stop}. */
  static void start(Watch watch) {
    WATCH.set(watch);
  }

  /** Ends watching, and gives the operations that did not come. */
  static List<String> stop() {
    Watch watch = WATCH.getAndSet(null);
    return watch == null ? List.of() : watch.notReached();
  }

  private static void see(String operation, Path path) throws IOException {
    Watch watch = WATCH.get();
    if (watch != null) {
      watch.see(operation + " " + path.toUri().getPath());
    }
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress,
      ChecksumOpt checksum)
      throws IOException {
    see("create", path);
    FSDataOutputStream out =
        super.create(
            path, permission, flags, bufferSize, replication, blockSize, progress, checksum);
    see("created", path);
    return out;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    see("open", path);
    return super.open(path, bufferSize);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    see("status", path);
    return super.getFileStatus(path);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    see("list", path);
    return super.listStatus(path);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    see("delete", path);
    return super.delete(path, recursive);
  }
}
