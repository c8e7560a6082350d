package org.sparkresnet.jobs.forecast;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Bytes of the Java heap that stand in memory: pages that were never touched are committed, but
 * take none. HotSpot tells the heap's addresses, Linux the memory at them.
 */
final class HeapPages {
  private static final Path MAPPINGS = Path.of("/proc/self/smaps");
  private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]{1,16})");
  private static final Pattern MAPPING = Pattern.compile("([0-9a-f]{1,16})-[0-9a-f]{1,16} .*");
  private static final Pattern RESIDENT = Pattern.compile("Rss:\\s*([0-9]{1,15}) kB");

  private HeapPages() {}

  /** Bytes in memory; empty where the JVM or the system does not tell. */
  static OptionalLong resident() {
    try {
      Object text =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcHeapInfo",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      List<Long> addresses = addresses(text.toString());
      if (addresses.isEmpty()) {
        return OptionalLong.empty(); // ZGC names none
      }
      try (Stream<String> lines = Files.lines(MAPPINGS)) {
        return OptionalLong.of(
            resident(lines, addresses.get(0), addresses.get(addresses.size() - 1)));
      }
    } catch (JMException | IOException e) {
      return OptionalLong.empty(); // another JVM, or not Linux
    }
  }

  /** Addresses in HotSpot's description of a heap, in ascending order. */
  static List<Long> addresses(String heap) {
    return ADDRESS
        .matcher(heap)
        .results()
        .map(match -> Long.parseUnsignedLong(match.group(1), 16))
        .sorted(Long::compareUnsigned)
        .toList();
  }

  /**
   * Resident bytes of the mappings that begin between two addresses, from the lines of a process's
   * smaps.
   */
  static long resident(Stream<String> smaps, long from, long to) {
    boolean[] inside = new boolean[1];
    return smaps
        .mapToLong(
            line -> {
              Matcher mapping = MAPPING.matcher(line);
              if (mapping.matches()) {
                long start = Long.parseUnsignedLong(mapping.group(1), 16);
                inside[0] =
                    Long.compareUnsigned(start, from) >= 0 && Long.compareUnsigned(start, to) < 0;
                return 0;
              }
              Matcher resident = RESIDENT.matcher(line);
              return inside[0] && resident.matches() ? Long.parseLong(resident.group(1)) << 10 : 0;
            })
        .sum();
  }
}
