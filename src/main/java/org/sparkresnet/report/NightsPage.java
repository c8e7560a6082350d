package org.sparkresnet.report;

import static j2html.TagCreator.h1;
import static j2html.TagCreator.header;
import static j2html.TagCreator.p;
import static java.util.Map.entry;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.report.RunInfo.NamedValue;

/** Page with the nights of a registry. Equal rows give equal bytes. */
public final class NightsPage {
  private NightsPage() {}

  /** Renders the page. */
  public static String of(Nights nights) {
    return PageFrame.of(
        "Nights of " + nights.model(),
        head(nights),
        List.of(
            entry("champions", "Champions"),
            entry("decisions", "Decisions"),
            entry("data", "Data"),
            entry("cost", "Speed and cost"),
            entry("failures", "Failures"),
            entry("drills", "Drills")),
        List.of(
            ChampionsSection.of(nights),
            DecisionsSection.of(nights),
            NightDataSection.of(nights),
            NightCostSection.of(nights),
            FailuresSection.of(nights),
            DrillsSection.of(nights)),
        "spark-resnet report of registry " + nights.model());
  }

  private static DomContent head(Nights nights) {
    List<NamedValue> figures = new ArrayList<>();
    nights
        .champion()
        .ifPresent(
            champion -> {
              figures.add(new NamedValue("champion", champion.version()));
              figures.add(new NamedValue("since", Numbers.time(champion.since())));
            });
    figures.add(new NamedValue("promoted", Numbers.whole(nights.count("PROMOTED"))));
    figures.add(new NamedValue("kept", Numbers.whole(nights.count("KEPT"))));
    figures.add(new NamedValue("nothing new", Numbers.whole(nights.count("NOTHING_NEW"))));
    figures.add(new NamedValue("rolled back", Numbers.whole(nights.count("ROLLED_BACK"))));
    figures.add(new NamedValue("failed", Numbers.whole(nights.count(Night.FAILED))));
    return header(
        h1("Nights of " + nights.model()),
        p(nights
                .champion()
                .map(
                    champion ->
                        champion
                            .accuracy()
                            .map(it -> "Accuracy of the champion on the test images " + it + ".")
                            .orElse("No accuracy of the champion is stored."))
                .orElse(
                    nights.isChampionDamaged()
                        ? "The champion is not known: the file that names it is damaged."
                        : "There is no champion."))
            .withClass("finding"),
        HtmlParts.figures(figures));
  }
}
