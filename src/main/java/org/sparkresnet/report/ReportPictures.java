package org.sparkresnet.report;

/**
 * Pictures of a run's report.
 *
 * @param mistakes test images of {@link Mistakes#surest}
 * @param suspects training images of {@link ReportedRun#suspects}
 */
public record ReportPictures(Pictures mistakes, Pictures suspects) {
  /** No pictures, with the reason in one line. */
  public static ReportPictures none(String unavailableReason) {
    Pictures none = Pictures.none(unavailableReason);
    return new ReportPictures(none, none);
  }
}
