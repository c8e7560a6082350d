package org.sparkresnet.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.sparkresnet.common.BoundedInput;
import org.sparkresnet.common.CountedInput;

/**
 * Stream of a .tar.gz of bounded length. Names and headers of an entry have a bound of their own,
 * since the library keeps them in memory.
 */
public final class TarStream implements AutoCloseable {
  /** Between the content of an entry and that of the next one. */
  private static final long MOST_HEADER_BYTES = 1 << 20;

  private final HeaderLimit limit;
  private final TarArchiveInputStream tar;

  /**
   * @param most bytes of the whole archive, unpacked
   */
  public TarStream(InputStream compressed, long most) throws IOException {
    InputStream unpacked = new GZIPInputStream(compressed, 1 << 16);
    limit = new HeaderLimit(new BoundedInput(unpacked, "the unpacked archive", most));
    tar = new TarArchiveInputStream(limit);
  }

  /** Header of the next entry, behind the content of the one before; null at the end. */
  public TarArchiveEntry next() throws IOException {
    try {
      if (tar.getCurrentEntry() != null) {
        tar.transferTo(OutputStream.nullOutputStream());
      }
      limit.begin();
      return tar.getNextEntry() instanceof TarArchiveEntry entry ? entry : null;
    } catch (RuntimeException e) { // the library's own, of numbers that make no sense
      throw new IOException("not a .tar.gz: its headers are damaged", e);
    } finally {
      limit.end();
    }
  }

  /** Content of the entry, which fails behind the given number of bytes; not to be closed. */
  public InputStream content(String name, long most) {
    return new BoundedInput(tar, name, most);
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  /** Input that is limited while headers are read. */
  private static final class HeaderLimit extends CountedInput {
    private long left = Long.MAX_VALUE;

    HeaderLimit(InputStream in) {
      super(in);
    }

    void begin() {
      left = MOST_HEADER_BYTES;
    }

    void end() {
      left = Long.MAX_VALUE;
    }

    @Override
    protected void count(long bytes) throws IOException {
      left -= Math.max(0, bytes);
      if (left < 0) {
        throw new IOException("the header of an entry has more than 1 MB");
      }
    }
  }
}
