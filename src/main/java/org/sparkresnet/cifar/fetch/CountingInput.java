package org.sparkresnet.cifar.fetch;

import java.io.InputStream;
import org.sparkresnet.common.CountedInput;

/** Input stream that reports the number of bytes read to a listener. */
final class CountingInput extends CountedInput {
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
  protected void count(long bytes) {
    done += Math.max(0, bytes);
    boolean finished = bytes < 0 || done == total;
    if (done - reported >= STEP || (finished && done > reported)) {
      reported = done;
      progress.bytes(label, done, total);
    }
  }
}
