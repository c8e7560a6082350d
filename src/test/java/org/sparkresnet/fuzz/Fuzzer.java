package org.sparkresnet.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.sparkresnet.common.PrintableText;
import org.sparkresnet.common.UserError;

/**
 * Gives a reader damaged bytes, and holds invariant I10: success or an error of one line, within
 * bounds of memory and time, and without a connection.
 */
final class Fuzzer {
  private static final long MOST_BYTES = 400L << 20;
  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final FuzzTarget target;

  Fuzzer(FuzzTarget target) {
    this.target = target;
  }

  /** Every socket asks this selector for its way. */
  private static final class NoConnection extends ProxySelector {
    @Override
    public List<java.net.Proxy> select(URI uri) {
      throw new AssertionError("a connection to " + uri);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {}
  }

  /** Reads damaged files for a while; gives their number. */
  long run(Duration time, long firstSeed) throws Exception {
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(new NoConnection());
    try {
      for (byte[] seed : target.seeds()) {
        for (FuzzTarget.Packing packing : target.packings()) {
          target.reader().read(packing.pack(seed)); // what is valid is read
        }
      }
      long end = System.nanoTime() + time.toNanos();
      long seed = firstSeed;
      do {
        attempt(seed++);
      } while (System.nanoTime() < end);
      return seed - firstSeed;
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  private void attempt(long seed) throws Exception {
    Random random = new Random(seed);
    byte[] content = new Mutations(random, target.seeds(), target.words()).next();
    List<FuzzTarget.Packing> packings = target.packings();
    byte[] file = packings.get(random.nextInt(packings.size())).pack(content);
    long begin = System.nanoTime();
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    Throwable thrown = null;
    try {
      target.reader().read(file);
    } catch (Throwable e) { // an error of the JVM is what is looked for
      thrown = e;
    }
    String wrong = wrong(thrown);
    long taken = THREADS.getCurrentThreadAllocatedBytes() - bytes;
    if (wrong.isEmpty() && taken > MOST_BYTES + 20L * file.length) {
      wrong = "allocated %d MB".formatted(taken >> 20);
    }
    Duration duration = Duration.ofNanos(System.nanoTime() - begin);
    if (wrong.isEmpty() && duration.compareTo(LONGEST) > 0) {
      wrong = "took " + duration;
    }
    if (!wrong.isEmpty()) {
      Path kept = Path.of("target", "fuzz", target.name() + "-" + seed);
      Files.createDirectories(kept.getParent());
      Files.write(kept, file);
      throw new AssertionError("%s, seed %d, %s: %s".formatted(target, seed, kept, wrong), thrown);
    }
  }

  private static String wrong(Throwable thrown) {
    if (thrown == null) {
      return "";
    }
    if (!(thrown instanceof UserError) && !(thrown instanceof IOException)) {
      return thrown.toString();
    }
    String message = thrown.getMessage();
    return thrown instanceof UserError
            && (message == null || !message.equals(PrintableText.line(message)))
        ? "no line: " + message
        : "";
  }
}
