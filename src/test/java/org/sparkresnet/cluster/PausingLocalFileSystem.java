package org.sparkresnet.cluster;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.sparkresnet.testing.QuickLocalFileSystem;

/**
 * The local disk, on which each scenario stops at one of its changes. A scenario is a folder {@code
 * <root>/<command>-<n>}: the n-th change below it waits until {@code <root>/go} is there. A change
 * is a create, the first bytes of a file, a rename or a deletion; each is noted in the scenario's
 * file {@code points}. The lock's heartbeat is not counted.
 */
public final class PausingLocalFileSystem extends LocalFileSystem {
  static final String ROOT = "pausing.root";

  /** As Hadoop wants it. */
  public PausingLocalFileSystem() {
    super(new Raw());
  }

  private static final class Raw extends RawLocalFileSystem {
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    private Path root() {
      return Path.of(getConf().get(ROOT));
    }

    private void point(String operation, Path path) {
      if (!path.startsWith(root())
          || path.getNameCount() < root().getNameCount() + 2
          || path.getFileName().toString().endsWith(".crc")
          || Thread.currentThread().getName().startsWith("lock-heartbeat")) {
        return;
      }
      String scenario = path.getName(root().getNameCount()).toString();
      int n = counts.computeIfAbsent(scenario, any -> new AtomicInteger()).incrementAndGet();
      Path folder = root().resolve(scenario);
      try {
        Files.writeString(
            folder.resolve("points"),
            n + " " + operation + " " + folder.relativize(path) + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        if (n == Integer.parseInt(scenario.substring(scenario.lastIndexOf('-') + 1))) {
          Files.writeString(folder.resolve("stopped"), operation + " " + folder.relativize(path));
          while (!Files.exists(root().resolve("go"))) {
            Thread.sleep(20);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UncheckedIOException(new InterruptedIOException("interrupted"));
      }
    }

    private Path local(org.apache.hadoop.fs.Path path) {
      return super.pathToFile(path).toPath();
    }

    /** Renames and exclusive creations of AtomicFiles go past Hadoop. */
    @Override
    public File pathToFile(org.apache.hadoop.fs.Path path) {
      String caller =
          StackWalker.getInstance()
              .walk(all -> all.skip(1).findFirst())
              .map(frame -> frame.getClassName() + "." + frame.getMethodName())
              .orElse("");
      if (caller.endsWith("files.FileReplacement.move")
          || caller.endsWith("files.AtomicFiles.create")
          || caller.endsWith("files.AtomicFiles.deleteIfEmpty")) {
        point(caller.substring(caller.lastIndexOf('.') + 1), local(path));
      }
      return super.pathToFile(path);
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
      point("create", local(path));
      return pausing(
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
      point("create", local(path));
      return pausing(
          path, super.create(path, overwrite, bufferSize, replication, blockSize, progress));
    }

    private FSDataOutputStream pausing(org.apache.hadoop.fs.Path path, FSDataOutputStream out)
        throws IOException {
      Path file = local(path);
      return new FSDataOutputStream(
          new OutputStream() {
            private boolean begun;

            @Override
            public void write(int value) throws IOException {
              write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
              int first = begun ? length : length / 2;
              out.write(bytes, offset, first);
              if (!begun) {
                begun = true;
                out.hflush();
                point("write", file);
              }
              out.write(bytes, offset + first, length - first);
            }

            @Override
            public void flush() throws IOException {
              out.flush();
            }

            @Override
            public void close() throws IOException {
              out.close();
            }
          },
          null);
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path source, org.apache.hadoop.fs.Path target)
        throws IOException {
      point("rename", local(source));
      return super.rename(source, target);
    }

    @Override
    public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
      if (Files.exists(local(path))) {
        point("delete", local(path));
      }
      return super.delete(path, recursive);
    }

    @Override
    public void setPermission(org.apache.hadoop.fs.Path path, FsPermission permission)
        throws IOException {
      QuickLocalFileSystem.setPermission(local(path), permission);
    }
  }
}
