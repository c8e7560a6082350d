package org.sparkresnet.report;

import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.List;

/** Section with the drills of the store, the newest first. */
final class DrillsSection {
  private DrillsSection() {}

  static DomContent of(Nights nights) {
    List<Nights.DrillOfStore> drills = nights.drills();
    if (drills.isEmpty()) {
      return HtmlParts.part(
          "drills", "Drills", HtmlParts.finding("No drill was done in this store."));
    }
    return HtmlParts.part(
        "drills",
        "Drills",
        HtmlParts.finding(drills.get(0).verdict().text() + ", the last time."),
        HtmlParts.wide(
            "Drills",
            List.of("when", "what came", "run"),
            drills.stream()
                .map(
                    drill ->
                        List.<DomContent>of(
                            span(Numbers.time(drill.at())).withClass("time"),
                            text(drill.verdict().text()),
                            span(drill.run().value()).withClass("long")))
                .toList()));
  }
}
