package org.sparkresnet.report;

import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.sparkresnet.common.HumanText;

/** Section with the decision of each night, the newest first. */
final class DecisionsSection {
  private DecisionsSection() {}

  static DomContent of(Nights nights) {
    List<Night> decided =
        new ArrayList<>(
            nights.nights().stream()
                .filter(night -> !night.decision().equals(Night.FAILED))
                .toList());
    if (decided.isEmpty()) {
      return HtmlParts.part("decisions", "Decisions", HtmlParts.absent("Nothing was decided yet."));
    }
    Collections.reverse(decided);
    return HtmlParts.part(
        "decisions",
        "Decisions",
        HtmlParts.wide(
            "Decisions",
            List.of("when", "decision", "version", "candidate", "champion before", "why", "run"),
            decided.stream().map(DecisionsSection::row).toList()));
  }

  private static List<DomContent> row(Night night) {
    return List.of(
        span(Numbers.time(night.at())).withClass("time"),
        span(night.decision().replace('_', ' '))
            .withClass("status " + night.decision().toLowerCase(Locale.ROOT)),
        text(night.version().orElse("")),
        text(percent(night.candidateAccuracy())),
        text(percent(night.championAccuracy())),
        span(night.reason()).withClass("long"),
        span(night.run().value()).withClass("long"));
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? HumanText.percent(share.getAsDouble()) : "";
  }
}
