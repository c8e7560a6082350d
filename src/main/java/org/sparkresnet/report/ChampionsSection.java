package org.sparkresnet.report;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.report.LineChart.Line;
import org.sparkresnet.report.LineChart.Scale;

/**
 * Section with the accuracy of champions and candidates over the nights, and the limits of the
 * champions' accuracy.
 */
final class ChampionsSection {
  private static final String ID = "champions";
  private static final String TITLE = "Champions";

  private ChampionsSection() {}

  static DomContent of(Nights nights) {
    List<Curve.Point> champions = new ArrayList<>();
    List<Curve.Point> candidates = new ArrayList<>();
    List<Curve.Point> low = new ArrayList<>();
    List<Curve.Point> high = new ArrayList<>();
    List<Night> all = nights.nights();
    for (int i = 0; i < all.size(); i++) {
      Night night = all.get(i);
      int number = i + 1;
      night.championAfter().ifPresent(it -> champions.add(new Curve.Point(number, it)));
      night.limits().ifPresent(it -> low.add(new Curve.Point(number, it.low())));
      night.limits().ifPresent(it -> high.add(new Curve.Point(number, it.high())));
      if (night.decision().equals("PROMOTED") || night.decision().equals("KEPT")) {
        night.candidateAccuracy().ifPresent(it -> candidates.add(new Curve.Point(number, it)));
      }
    }
    LineChart chart =
        new LineChart(
            "night",
            "share right",
            Scale.PERCENT,
            List.of(
                Line.of("champion", new Curve(champions), 0),
                Line.faint("candidate", new Curve(candidates), 1),
                Line.faint("champion at least", new Curve(low), 0),
                Line.faint("champion at most", new Curve(high), 0)));
    return chart.isEmpty()
        ? HtmlParts.part(ID, TITLE, HtmlParts.absent("No accuracy was measured yet."))
        : HtmlParts.part(
            ID,
            TITLE,
            low.isEmpty()
                ? HtmlParts.absent(
                    "No look at a champion is stored, from which limits would follow.")
                : HtmlParts.finding(
                    "The pale lines around the champion are the limits that all looks at the test"
                        + " images until that night leave of its accuracy, with 95 % probability."),
            HtmlParts.charts(
                List.of(
                    HtmlParts.chart(
                        "champions-accuracy",
                        "Accuracy on the test images over " + HumanText.count(all.size(), "night"),
                        CurvesSection.description(chart),
                        chart))));
  }
}
