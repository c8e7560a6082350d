package org.sparkresnet.common;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Input stream that tells a subclass of all bytes that are read or skipped. */
public abstract class CountedInput extends FilterInputStream {
  /** Stream over another one. */
  protected CountedInput(InputStream in) {
    super(in);
  }

  /**
   * Receives what was read.
   *
   * @param bytes number of them, or -1 at the end
   */
  protected abstract void count(long bytes) throws IOException;

  @Override
  public final int read() throws IOException {
    int value = super.read();
    count(value < 0 ? -1 : 1);
    return value;
  }

  @Override
  public final int read(byte[] buffer, int offset, int length) throws IOException {
    int n = super.read(buffer, offset, length);
    count(n);
    return n;
  }

  @Override
  public final long skip(long bytes) throws IOException {
    long n = super.skip(bytes);
    count(n);
    return n;
  }
}
