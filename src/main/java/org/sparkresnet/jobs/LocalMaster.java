package org.sparkresnet.jobs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reader of a Spark master whose tasks run in the driver's process. */
public final class LocalMaster {
  private static final Pattern THREADS = Pattern.compile("local\\[\\s*(\\d+|\\*)\\s*(?:,.*)?]");

  private LocalMaster() {}

  /**
   * Tells whether it is "local", "local[N]" or "local[*]", without or with a number of failures.
   */
  public static boolean is(String master) {
    return master.equals("local") || master.startsWith("local[");
  }

  /** Cores that its tasks take; 1 for another master. */
  public static int cores(String master) {
    Matcher threads = THREADS.matcher(master);
    if (!threads.matches()) {
      return 1;
    }
    return threads.group(1).equals("*")
        ? Runtime.getRuntime().availableProcessors()
        : Integer.parseInt(threads.group(1));
  }
}
