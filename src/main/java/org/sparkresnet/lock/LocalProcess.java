package org.sparkresnet.lock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Processes of this machine, from Linux's /proc: host names repeat among containers, process ids
 * after a while, and clocks are set. Elsewhere nothing is known.
 */
final class LocalProcess {
  private static final Path PROC = Path.of("/proc");

  /** Position of the start time among the fields after the name, which may contain anything. */
  private static final int START_TIME = 19;

  private LocalProcess() {}

  /** The running system and its group of process ids; empty where that is not known. */
  static String machine() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /** When a process started, in ticks since the machine did; empty if it does not run. */
  static OptionalLong started(long pid) {
    try {
      // Bytes: the name need not be UTF-8.
      String text =
          new String(Files.readAllBytes(PROC.resolve(pid + "/stat")), StandardCharsets.ISO_8859_1);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      boolean dead = fields[0].equals("Z") || fields[0].equals("X"); // only not yet waited for
      return dead ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[START_TIME]));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
