package org.sparkresnet.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Wall clock of one process that a test sets while the process runs. Files keep the times of the
 * machine and intervals are right, as on a machine whose clock is set. Needs a C compiler.
 */
final class SteppedClock {
  private static final Path SOURCE = Path.of("src/test/resources/clock/stepped_clock.c");

  private final Path library;
  private final Path difference;

  private SteppedClock(Path library, Path difference) {
    this.library = library;
    this.difference = difference;
  }

  /** Makes a clock that is right; its files are in the folder. */
  static SteppedClock in(Path folder, String name) throws IOException, InterruptedException {
    Path library = folder.resolve("stepped_clock.so");
    if (!Files.exists(library)) {
      Process compiler =
          new ProcessBuilder(
                  "cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), SOURCE.toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(compiler.getInputStream().readAllBytes(), UTF_8);
      assertThat(compiler.waitFor()).as(output).isZero();
    }
    SteppedClock clock = new SteppedClock(library, folder.resolve(name));
    clock.set(Duration.ZERO);
    return clock;
  }

  /** Sets the clock to the machine's time and this difference, also of processes that run. */
  void set(Duration fromMachine) throws IOException {
    ByteBuffer nanos = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    nanos.putLong(0, fromMachine.toNanos());
    try (FileChannel file =
        FileChannel.open(difference, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(nanos, 0);
    }
  }

  /** Commands of a shell that give this clock to the program that it starts. */
  String shell() {
    return "export LD_PRELOAD='%s' STEPPED_CLOCK='%s'".formatted(library, difference);
  }
}
