package org.sparkresnet.jobs.doctor;

import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.common.PrintableText;
import org.sparkresnet.common.UserError;

/**
 * Result of one check.
 *
 * @param subject what was checked: "driver", "executor 1 on HOST", "store"
 * @param ok tells whether a job can work with it
 * @param text one line: what was found, or what to do
 */
public record Finding(String subject, boolean ok, String text) implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  private static final long MB = 1_000_000;
  private static final long GB = 1_000 * MB;

  /** Makes the text one printable line. */
  public Finding {
    text = PrintableText.line(text);
  }

  static Finding ok(String subject, String text) {
    return new Finding(subject, true, text);
  }

  static Finding failed(String subject, String text) {
    return new Finding(subject, false, text);
  }

  /**
   * Requires that all checks are ok, at the start of a job.
   *
   * @throws UserError of code USAGE with the first that failed
   */
  static void requireOk(List<Finding> findings) {
    findings.stream()
        .filter(finding -> !finding.ok)
        .findFirst()
        .ifPresent(
            failed -> {
              throw UserError.usage(
                  "%s: %s (doctor checks the rest)".formatted(failed.subject, failed.text));
            });
  }

  /** Bytes for people: "512 MB" or "4.3 GB", of powers of ten. */
  static String size(long bytes) {
    return bytes < GB
        ? HumanText.format("%d MB", bytes / MB)
        : HumanText.format("%,.1f GB", bytes / (double) GB);
  }

  /** Line for the user. */
  public String line() {
    return (ok ? "ok    " : "FAIL  ") + subject + ": " + text;
  }
}
