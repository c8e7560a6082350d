package org.sparkresnet.faults;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.sparkresnet.faults.Operation.Kind;

/**
 * The local disk of Hadoop, which tells a {@link Disk} of each change. What the product does with
 * Java's own calls passes through {@link DiskPaths}, which {@code pathToFile} leads to.
 */
public final class DiskFileSystem extends LocalFileSystem {
  /** As Hadoop wants it. */
  public DiskFileSystem() {
    super(new Raw());
  }

  /** File whose path is one of {@link DiskPaths}. */
  private static final class DiskFile extends File {
    private static final long serialVersionUID = 1L;

    DiskFile(File file) {
      super(file.getPath());
    }

    @Override
    public java.nio.file.Path toPath() {
      return DiskPaths.of(super.toPath());
    }
  }

  private static final class Raw extends RawLocalFileSystem {
    private java.nio.file.Path nio(Path path) {
      return super.pathToFile(path).toPath().toAbsolutePath();
    }

    @Override
    public File pathToFile(Path path) {
      return new DiskFile(super.pathToFile(path));
    }

    @Override
    protected OutputStream createOutputStreamWithMode(
        Path path, boolean append, FsPermission permission) throws IOException {
      java.nio.file.Path file = nio(path);
      Disk.Change<OutputStream> open =
          () -> super.createOutputStreamWithMode(path, append, permission);
      return new Told(file, append ? open.make() : Disk.change(Kind.CREATE, file, null, open));
    }

    @Override
    protected boolean mkOneDirWithMode(Path path, File file, FsPermission permission)
        throws IOException {
      return super.pathToFile(path).isDirectory()
          ? super.mkOneDirWithMode(path, file, permission)
          : Disk.change(
              Kind.MKDIR, nio(path), null, () -> super.mkOneDirWithMode(path, file, permission));
    }

    @Override
    public boolean rename(Path source, Path target) throws IOException {
      java.nio.file.Path to = nio(target);
      java.nio.file.Path into = Files.isDirectory(to) ? to.resolve(source.getName()) : to;
      return Disk.change(Kind.RENAME, nio(source), into, () -> super.rename(source, target));
    }

    /** File by file, as the kernel sees it. */
    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
      java.nio.file.Path file = nio(path);
      if (recursive && Files.isDirectory(file) && !Files.isSymbolicLink(file)) {
        for (File inside : file.toFile().listFiles()) {
          delete(new Path(path, inside.getName()), true);
        }
      }
      return Files.exists(file)
          && Disk.change(Kind.DELETE, file, null, () -> super.delete(path, false));
    }

    /** Hadoop without its native library starts the program chmod for each. */
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      FsPermission plain =
          new FsPermission(
              permission.getUserAction(), permission.getGroupAction(), permission.getOtherAction());
      Files.setPosixFilePermissions(nio(path), PosixFilePermissions.fromString(plain.toString()));
    }
  }

  /** Stream to a file that tells of what is written. */
  private static final class Told extends OutputStream implements Syncable, StreamCapabilities {
    private final java.nio.file.Path file;
    private final OutputStream out;

    Told(java.nio.file.Path file, OutputStream out) {
      this.file = file;
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        Disk.change(
            Kind.WRITE,
            file,
            null,
            () -> {
              out.write(bytes, offset, length);
              return null;
            });
      } catch (IOException e) {
        throw fsError(e);
      }
    }

    /** Hadoop's own stream throws it, and lets nobody else make one. */
    private static FSError fsError(IOException cause) {
      try {
        Constructor<FSError> constructor = FSError.class.getDeclaredConstructor(Throwable.class);
        constructor.setAccessible(true);
        return constructor.newInstance(cause);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("FSError", e);
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void hflush() throws IOException {
      flush();
    }

    @Override
    public void hsync() throws IOException {
      Disk.change(
          Kind.SYNC,
          file,
          null,
          () -> {
            ((Syncable) out).hsync();
            return null;
          });
    }

    @Override
    public boolean hasCapability(String capability) {
      return ((StreamCapabilities) out).hasCapability(capability);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
