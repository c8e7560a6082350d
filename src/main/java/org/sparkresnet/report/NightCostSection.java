package org.sparkresnet.report;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import org.sparkresnet.common.HumanText;

/** Section with the speed of the nights, and what they took. */
final class NightCostSection {
  private static final double MINUTE = 60;

  private NightCostSection() {}

  static DomContent of(Nights nights) {
    List<DomContent> charts = new ArrayList<>();
    add(
        charts,
        "cost-speed",
        "Speed of training",
        NightDataSection.chart(
            nights, "images/s", work -> work.imagesPerSecond().orElse(Double.NaN)));
    add(
        charts,
        "cost-minutes",
        "Duration of a night",
        NightDataSection.chart(nights, "minutes", work -> work.seconds() / MINUTE));
    double hours =
        nights.nights().stream()
            .flatMap(night -> night.work().stream())
            .mapToDouble(Night.Work::workerHours)
            .sum();
    return charts.isEmpty()
        ? HtmlParts.part("cost", "Speed and cost", HtmlParts.absent("No night has trained yet."))
        : HtmlParts.part(
            "cost",
            "Speed and cost",
            HtmlParts.finding(
                HumanText.format("All nights together: %,.1f hours of one worker.", hours)),
            HtmlParts.charts(charts));
  }

  private static void add(List<DomContent> charts, String id, String title, LineChart chart) {
    if (!chart.isEmpty()) {
      charts.add(HtmlParts.chart(id, title, CurvesSection.description(chart), chart));
    }
  }
}
