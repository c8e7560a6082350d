package org.sparkresnet.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sparkresnet.faults.Operation.Kind;

/** Channel of a file or folder that tells a {@link Disk} of what is written and synced. */
final class DiskChannel extends FileChannel {
  private final Path file;
  private final boolean syncsEachWrite;
  private final FileChannel channel;

  DiskChannel(Path file, boolean syncsEachWrite, FileChannel channel) {
    this.file = file;
    this.syncsEachWrite = syncsEachWrite;
    this.channel = channel;
  }

  private <T> T written(Disk.Change<T> write) throws IOException {
    T result = Disk.change(Kind.WRITE, file, null, write);
    if (syncsEachWrite) {
      force(true);
    }
    return result;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return written(() -> channel.write(bytes));
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
    return written(() -> channel.write(bytes, offset, length));
  }

  @Override
  public int write(ByteBuffer bytes, long position) throws IOException {
    return written(() -> channel.write(bytes, position));
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    return written(() -> channel.truncate(size));
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    return written(() -> channel.transferFrom(source, position, count));
  }

  @Override
  public void force(boolean metaData) throws IOException {
    Object unused =
        Disk.change(
            Files.isDirectory(file) ? Kind.SYNC_FOLDER : Kind.SYNC,
            file,
            null,
            () -> {
              channel.force(metaData);
              return null;
            });
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    return channel.read(bytes);
  }

  @Override
  public long read(ByteBuffer[] bytes, int offset, int length) throws IOException {
    return channel.read(bytes, offset, length);
  }

  @Override
  public int read(ByteBuffer bytes, long position) throws IOException {
    return channel.read(bytes, position);
  }

  @Override
  public long position() throws IOException {
    return channel.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    return channel.position(position);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return channel.transferTo(position, count, target);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return channel.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return channel.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return channel.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    channel.close();
  }
}
