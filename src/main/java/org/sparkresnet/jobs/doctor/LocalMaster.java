package org.sparkresnet.jobs.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the number of task slots from a master in the driver's process. */
final class LocalMaster {
  private static final Pattern THREADS = Pattern.compile("local\\[\\s*(\\d{1,6}|\\*)\\s*(?:,.*)?]");

  private LocalMaster() {}

  /** Slots of "local", "local[N]" or "local[*]"; 1 for another master. */
  static int slots(String master, int cpusOfATask) {
    Matcher threads = THREADS.matcher(master);
    if (!threads.matches()) {
      return 1;
    }
    int cores =
        threads.group(1).equals("*")
            ? Runtime.getRuntime().availableProcessors()
            : Integer.parseInt(threads.group(1));
    return Math.max(1, cores / cpusOfATask);
  }
}
