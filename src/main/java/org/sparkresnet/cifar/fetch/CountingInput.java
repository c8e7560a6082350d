package org.sparkresnet.cifar.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Input stream that reports the number of bytes read to a listener. */
final class CountingInput extends FilterInputStream {
  /** Bytes between two reports: frequent enough for a progress bar, rare enough to cost nothing. */
  private static final long STEP = 1 << 18;

  private final String label;
  private final long total;
  private final FetchListener progress;
  private long done;
  private long reported;

  /**
   * @param total bytes in all, or -1 if not known
   */
  CountingInput(InputStream in, String label, long total, FetchListener progress) {
    super(in);
    this.label = label;
    this.total = total;
    this.progress = progress;
    progress.bytes(label, 0, total);
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    count(b < 0 ? -1 : 1);
    return b;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = super.read(buffer, offset, length);
    count(n);
    return n;
  }

  private void count(int n) {
    done += Math.max(0, n);
    boolean finished = n < 0 || done == total;
    if (done - reported >= STEP || (finished && done > reported)) {
      reported = done;
      progress.bytes(label, done, total);
    }
  }
}
