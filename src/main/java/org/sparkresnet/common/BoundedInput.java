package org.sparkresnet.common;

import java.io.IOException;
import java.io.InputStream;

/**
 * Input stream that fails after a number of bytes, so that no reader of it takes more memory, disk
 * or time than the bytes that it may have. Nothing that the bytes say of their own length is used.
 */
public final class BoundedInput extends CountedInput {
  private final String what;
  private final long most;
  private long left;

  /**
   * @param what is read, for the message
   * @param most bytes that may be read
   */
  public BoundedInput(InputStream in, String what, long most) {
    super(in);
    this.what = what;
    this.most = most;
    this.left = most;
  }

  /**
   * All bytes of a stream.
   *
   * @throws TooLongException if there are more than the given number
   */
  public static byte[] readAll(InputStream in, String what, int most) throws IOException {
    byte[] bytes = in.readNBytes(most);
    if (bytes.length == most && in.read() >= 0) {
      throw new TooLongException(what, most);
    }
    return bytes;
  }

  /** Failure of a stream that is longer than it may be. */
  public static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    private TooLongException(String what, long most) {
      super("%s has more than %,d bytes".formatted(what, most));
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  protected void count(long bytes) throws IOException {
    left -= Math.max(0, bytes);
    if (left < 0) {
      throw new TooLongException(what, most);
    }
  }
}
