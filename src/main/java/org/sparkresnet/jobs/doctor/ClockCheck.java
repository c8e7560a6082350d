package org.sparkresnet.jobs.doctor;

import org.sparkresnet.common.HumanText;

/** Compares an executor's clock with the driver's. */
final class ClockCheck {
  private static final long MOST_MILLIS = 5_000;

  private ClockCheck() {}

  /**
   * Compares the clocks. Locks depend on none; times in tables and logs do.
   *
   * @param before driver's clock before the executor read its own, in milliseconds
   * @param after driver's clock after that
   * @param zone the driver's time zone
   */
  static Finding of(ProcessReport report, long before, long after, String zone) {
    long clock = report.clockMillis();
    long late = Math.max(before - clock, 0);
    long early = Math.max(clock - after, 0);
    if (Math.max(late, early) > MOST_MILLIS) {
      return Finding.failed(
          report.name(),
          "its clock is at least %s %s the driver's: let both follow a time server"
              .formatted(
                  HumanText.duration(Math.max(late, early) / 1e3), late > 0 ? "behind" : "before"));
    }
    return Finding.ok(
        report.name(),
        "clock as the driver's, time zone %s%s"
            .formatted(
                report.timeZone(),
                report.timeZone().equals(zone)
                    ? ""
                    : " (the driver's is " + zone + "; all stored times are in UTC)"));
  }
}
