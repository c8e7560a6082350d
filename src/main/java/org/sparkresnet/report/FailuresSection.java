package org.sparkresnet.report;

import static j2html.TagCreator.span;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sparkresnet.common.HumanText;

/** Section with the nights that came to no decision, the newest first. */
final class FailuresSection {
  private FailuresSection() {}

  static DomContent of(Nights nights) {
    List<Night> failed =
        new ArrayList<>(
            nights.nights().stream()
                .filter(night -> night.decision().equals(Night.FAILED))
                .toList());
    if (failed.isEmpty()) {
      return HtmlParts.part("failures", "Failures", HtmlParts.finding("No night has failed."));
    }
    Collections.reverse(failed);
    return HtmlParts.part(
        "failures",
        "Failures",
        HtmlParts.finding(
            "%s; a cause that stays has one row, of its last night."
                .formatted(HumanText.count(failed.size(), "failure"))),
        HtmlParts.wide(
            "Failures",
            List.of("when", "error", "run"),
            failed.stream()
                .map(
                    night ->
                        List.<DomContent>of(
                            span(Numbers.time(night.at())).withClass("time"),
                            span(night.reason()).withClass("long"),
                            span(night.run().value()).withClass("long")))
                .toList()));
  }
}
