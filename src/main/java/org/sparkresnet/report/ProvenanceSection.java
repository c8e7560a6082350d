package org.sparkresnet.report;

import static j2html.TagCreator.code;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.li;
import static j2html.TagCreator.text;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.List;

/** Section with the provenance and the configuration of a run, to repeat it. */
final class ProvenanceSection {
  private ProvenanceSection() {}

  static DomContent of(ReportedRun run) {
    return HtmlParts.part(
        "provenance",
        "Provenance",
        HtmlParts.wide(
            "Provenance",
            List.of("what", "value"),
            run.info().provenance().stream()
                .map(it -> List.<DomContent>of(text(it.name()), code(it.value()).withClass("long")))
                .toList()),
        h3("Configuration"),
        ul(each(
                run.info().config().entrySet(),
                it -> li(code(it.getKey() + " = "), code(it.getValue()).withClass("value"))))
            .withClass("config"));
  }
}
