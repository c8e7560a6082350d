package org.sparkresnet.nn.kernels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Maker of this machine's CPU, as Linux names it. */
final class CpuVendor {
  private static final Path CPUS = Path.of("/proc/cpuinfo");
  private static final boolean AMD = isAmd(CPUS);

  private CpuVendor() {}

  /** True if this machine's CPU is AMD's; false where nothing is known. */
  static boolean isAmd() {
    return AMD;
  }

  static boolean isAmd(Path cpus) {
    try (Stream<String> lines = Files.lines(cpus)) {
      return lines
          .filter(line -> line.startsWith("vendor_id"))
          .findFirst()
          .filter(line -> line.endsWith("AuthenticAMD"))
          .isPresent();
    } catch (IOException e) {
      return false; // not Linux
    }
  }
}
