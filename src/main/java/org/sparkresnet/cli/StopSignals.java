package org.sparkresnet.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SignalUtils;
import org.sparkresnet.cli.display.Terminal;

/**
 * Handler of SIGTERM, SIGINT and SIGHUP. The first of them ends the process in order: it says one
 * line, stops Spark, waits until the command has let go of its locks, and exits with 128 and the
 * number of the signal. What the command and Spark say from then on is about things that are torn
 * down, and is dropped. A second SIGINT ends the process at once.
 */
final class StopSignals {
  /**
   * Ways to end the process with an exit code.
   *
   * @param inOrder waits for what is to be done at the end
   * @param atOnce does not
   */
  record Ending(IntConsumer inOrder, IntConsumer atOnce) {}

  private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

  /** Ctrl-C reaches a script and its job, and the script hands it on: that is one stop. */
  private static final Duration ONE_STOP = Duration.ofMillis(700);

  /** The command ends by itself once Spark has stopped, unless it waits for something else. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration POLL = Duration.ofMillis(200);

  /** Spark stops itself at a priority of 40. */
  private static final int BEFORE_SPARK = 100;

  private final PrintStream terminal;
  private final UnaryOperator<String> line;
  private final Ending ending;
  private final Thread command = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<Received> first = new AtomicReference<>();

  /** Signal and the moment at which it came. */
  private record Received(String signal, long nanos) {}

  /**
   * @param line makes the line for the user of a signal's name
   */
  private StopSignals(PrintStream terminal, UnaryOperator<String> line, Ending ending) {
    this.terminal = terminal;
    this.line = line;
    this.ending = ending;
  }

  /** Handles the signals of this process, whose command the calling thread runs. */
  static StopSignals handle(PrintStream terminal, UnaryOperator<String> line, Ending ending) {
    StopSignals signals = new StopSignals(terminal, line, ending);
    try {
      ShutdownHookManager.get()
          .addShutdownHook(signals::stop, BEFORE_SPARK, 4 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
      NUMBERS.keySet().forEach(name -> SignalUtils.register(name, () -> signals.received(name)));
    } catch (IllegalStateException e) {
      awaitEnd(); // a signal came before: the process ends, with the exit code of that signal
    }
    return signals;
  }

  /** Says that the command has ended, and holds no lock any more. */
  void commandEnded() {
    ended.countDown();
  }

  /** Stream that drops what comes after a signal. */
  OutputStream untilStopped(PrintStream target) {
    return new FilterOutputStream(target) {
      @Override
      public void write(int b) throws IOException {
        if (first.get() == null) {
          out.write(b);
        }
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        if (first.get() == null) {
          out.write(bytes, from, length);
        }
      }
    };
  }

  /** Waits for the end of the process if a signal has come: it decides the exit code. */
  void awaitEndIfStopped() {
    if (first.get() != null) {
      awaitEnd();
    }
  }

  private static void awaitEnd() {
    while (true) {
      LockSupport.park();
    }
  }

  private boolean received(String name) {
    Received now = new Received(name, System.nanoTime());
    if (first.compareAndSet(null, now)) {
      new Thread(() -> ending.inOrder.accept(code(name)), "stop").start();
    } else if (name.equals("INT") && now.nanos - first.get().nanos > ONE_STOP.toNanos()) {
      ending.atOnce.accept(code(name));
    }
    return true;
  }

  private static int code(String signal) {
    return 128 + NUMBERS.get(signal);
  }

  /** Runs before Spark's own hook; does nothing where no signal ends the process. */
  private void stop() {
    Received received = awaitSignal();
    if (received == null) {
      return;
    }
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF);
    if (Terminal.isInteractive()) {
      terminal.println(); // after the progress bar
    }
    terminal.println(line.apply(received.signal));
    terminal.flush();
    Thread spark = new Thread(this::stopSpark, "stop-spark");
    spark.setDaemon(true);
    spark.start();
    if (!hasEnded(PATIENCE)) {
      command.interrupt(); // it waits for something else than Spark
      hasEnded(PATIENCE);
    }
  }

  /**
   * The signal that ends the process. While Spark handles one, a second one goes to Java's own
   * handler, which ends the process and may be here before the first is noted.
   *
   * @return null without one
   */
  private Received awaitSignal() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (first.get() == null && System.nanoTime() < end && !hasEnded(POLL)) {
      // until it is noted, or the process turns out to end by itself
    }
    return first.get();
  }

  private boolean hasEnded(Duration within) {
    try {
      return ended.await(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Stops Spark, also if the command starts it meanwhile. */
  private void stopSpark() {
    do {
      SparkSession spark = SparkSession.getDefaultSession().getOrElse(() -> null);
      if (spark != null) {
        spark.stop();
      }
    } while (!hasEnded(POLL));
  }
}
