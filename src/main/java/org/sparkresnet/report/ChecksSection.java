package org.sparkresnet.report;

import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.tables.rows.DataCheckRow;

/** Section with the results of the data checks, failures and warnings first. */
final class ChecksSection {
  private static final List<String> ORDER = List.of("FAIL", "WARN", "OK");

  private ChecksSection() {}

  static DomContent of(ReportedRun run) {
    List<DataCheckRow> checks = run.checks();
    if (checks.isEmpty()) {
      return HtmlParts.part(
          "checks", "Data checks", HtmlParts.absent("No data checks are stored."));
    }
    return HtmlParts.part(
        "checks",
        "Data checks",
        HtmlParts.finding(
            "%s: %d failed, %d warned."
                .formatted(
                    HumanText.count(checks.size(), "check"),
                    count(checks, "FAIL"),
                    count(checks, "WARN"))),
        HtmlParts.wide(
            "Data checks",
            List.of("check", "status", "what was found"),
            checks.stream()
                .sorted(Comparator.comparingInt(it -> ORDER.indexOf(it.status()))) // stable
                .map(ChecksSection::row)
                .toList()));
  }

  private static long count(List<DataCheckRow> checks, String status) {
    return checks.stream().filter(it -> it.status().equals(status)).count();
  }

  private static List<DomContent> row(DataCheckRow check) {
    return List.of(
        text(check.check()),
        span(check.status()).withClass("status " + check.status().toLowerCase(Locale.ROOT)),
        span(check.message()).withClass("long"));
  }
}
