package org.sparkresnet.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.sparkresnet.faults.Operation.Kind;

/** Java's access to the local disk, which tells a {@link Disk} of each change. */
final class DiskProvider extends FileSystemProvider {
  static final FileSystem FILE_SYSTEM = new Wrapped(new DiskProvider());

  private static FileSystemProvider provider() {
    return FileSystems.getDefault().provider();
  }

  private static Path real(Path path) {
    return DiskPaths.real(path).toAbsolutePath();
  }

  private static void tell(Kind kind, Path path, Path target, Disk.Change<?> change)
      throws IOException {
    Object unused = Disk.change(kind, path, target, change::make);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path file = real(path);
    Disk.Change<FileChannel> open = () -> FileChannel.open(file, options, attributes);
    boolean creates =
        options.contains(StandardOpenOption.CREATE_NEW)
            || options.contains(StandardOpenOption.TRUNCATE_EXISTING)
            || (options.contains(StandardOpenOption.CREATE) && Files.notExists(file));
    return new DiskChannel(
        file,
        options.contains(StandardOpenOption.SYNC),
        creates ? Disk.change(Kind.CREATE, file, null, open) : open.make());
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> stream = provider().newDirectoryStream(real(folder), filter);
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> paths = stream.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return paths.hasNext();
          }

          @Override
          public Path next() {
            return DiskPaths.of(paths.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    if (Files.exists(real(folder))) {
      provider().createDirectory(real(folder), attributes); // fails
    }
    tell(
        Kind.MKDIR,
        real(folder),
        null,
        () -> {
          provider().createDirectory(real(folder), attributes);
          return null;
        });
  }

  @Override
  public void delete(Path path) throws IOException {
    if (Files.notExists(real(path))
        || (Files.isDirectory(real(path)) && real(path).toFile().list().length > 0)) {
      provider().delete(real(path)); // fails
    }
    tell(
        Kind.DELETE,
        real(path),
        null,
        () -> {
          provider().delete(real(path));
          return null;
        });
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException("copy " + source);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    tell(
        Kind.RENAME,
        real(source),
        real(target),
        () -> {
          provider().move(real(source), real(target), options);
          return null;
        });
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return provider().isSameFile(real(path), real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return provider().isHidden(real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return provider().getFileStore(real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    provider().checkAccess(real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return provider().getFileAttributeView(real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return provider().readAttributes(real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return provider().readAttributes(real(path), names, options);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options)
      throws IOException {
    provider().setAttribute(real(path), name, value, options);
  }

  @Override
  public String getScheme() {
    return "disk";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException("newFileSystem");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return FILE_SYSTEM;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException("getPath");
  }

  /** The default file system with this provider. */
  private static final class Wrapped extends FileSystem {
    private final DiskProvider provider;

    Wrapped(DiskProvider provider) {
      this.provider = provider;
    }

    @Override
    public FileSystemProvider provider() {
      return provider;
    }

    @Override
    public void close() {}

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public boolean isReadOnly() {
      return false;
    }

    @Override
    public String getSeparator() {
      return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
      return FileSystems.getDefault().getRootDirectories();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
      return FileSystems.getDefault().getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
      return FileSystems.getDefault().supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
      return DiskPaths.of(Path.of(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
      return FileSystems.getDefault().getPathMatcher(pattern);
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
      return FileSystems.getDefault().getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() {
      throw new UnsupportedOperationException("newWatchService");
    }
  }
}
