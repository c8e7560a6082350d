package org.sparkresnet.cli.display;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.sparkresnet.cifar.fetch.FetchListener;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.PrintableText;

/**
 * Display of a fetch: a bar with bytes and rate on a terminal, a line every few seconds elsewhere.
 */
public final class FetchDisplay implements FetchListener, AutoCloseable {
  private static final double MEGABYTE = 1e6;
  private static final long LINE_NANOS = 5_000_000_000L;

  private final PrintWriter log;
  private final boolean terminal = Terminal.isInteractive();
  private ProgressBar bar;
  private String label = "";
  private long begin;
  private long nextLine;

  /** Display on a stream of log lines, or as a bar where it is a terminal. */
  public FetchDisplay(PrintWriter log) {
    this.log = log;
  }

  @Override
  public void bytes(String step, long done, long total) {
    if (!step.equals(label)) {
      close();
      label = step;
      begin = System.nanoTime();
      nextLine = begin + LINE_NANOS;
      if (terminal) {
        bar =
            new ProgressBarBuilder()
                .setTaskName(step)
                .setInitialMax(total)
                .setUnit(" MB", (long) MEGABYTE)
                .showSpeed()
                .setStyle(ProgressBarStyle.ASCII)
                .build();
      }
    }
    if (bar != null) {
      bar.maxHint(total);
      bar.stepTo(done);
    } else if (System.nanoTime() >= nextLine) {
      double seconds = (System.nanoTime() - begin) / 1e9;
      log.println(
          HumanText.format(
              "%s: %.1f%s MB, %.1f MB/s",
              step,
              done / MEGABYTE,
              total > 0 ? HumanText.format(" of %.1f", total / MEGABYTE) : "",
              done / MEGABYTE / seconds));
      nextLine = System.nanoTime() + LINE_NANOS;
    }
  }

  @Override
  public void note(String line) {
    close();
    log.println(PrintableText.of(line));
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
