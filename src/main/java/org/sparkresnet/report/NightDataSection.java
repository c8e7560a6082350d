package org.sparkresnet.report;

import j2html.tags.DomContent;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.sparkresnet.common.HumanText;
import org.sparkresnet.report.LineChart.Line;
import org.sparkresnet.report.LineChart.Scale;

/** Section with the growth of the training images, their drift and the warnings of their checks. */
final class NightDataSection {
  private static final String ID = "data";
  private static final String TITLE = "Data";

  private NightDataSection() {}

  static DomContent of(Nights nights) {
    LineChart images =
        chart(
            nights,
            "training images",
            work ->
                work.trainingImages().isPresent()
                    ? (double) work.trainingImages().getAsLong()
                    : Double.NaN);
    LineChart drift =
        new LineChart(
            "night",
            "shift",
            Scale.FROM_ZERO,
            List.of(
                line(
                    nights,
                    "shares of the classes",
                    work -> work.classShift().orElse(Double.NaN),
                    0),
                line(
                    nights,
                    "mean of a channel",
                    work -> work.channelShift().orElse(Double.NaN),
                    1)));
    LineChart warnings = chart(nights, "checks that warned", work -> (double) work.warnings());
    if (images.isEmpty() && drift.isEmpty() && warnings.isEmpty()) {
      return HtmlParts.part(ID, TITLE, HtmlParts.absent("No night has trained yet."));
    }
    long warned =
        nights.nights().stream()
            .flatMap(night -> night.work().stream())
            .filter(work -> work.warnings() > 0)
            .count();
    return HtmlParts.part(
        ID,
        TITLE,
        HtmlParts.finding(
            "The checks of the data warned in %s.".formatted(HumanText.count(warned, "night"))),
        HtmlParts.charts(
            List.of(
                part("data-images", "Training images", images),
                part("data-drift", "Drift from the data of the champion", drift),
                part("data-warnings", "Warnings of the data checks", warnings))));
  }

  private static DomContent part(String id, String title, LineChart chart) {
    return chart.isEmpty()
        ? HtmlParts.absent(title + ": no figure of a night is stored.")
        : HtmlParts.chart(id, title, CurvesSection.description(chart), chart);
  }

  /** A chart of a figure over the nights that trained; NaN is left out. */
  static LineChart chart(Nights nights, String label, ToDoubleFunction<Night.Work> figure) {
    return new LineChart("night", label, Scale.FROM_ZERO, List.of(line(nights, label, figure, 0)));
  }

  private static Line line(
      Nights nights, String name, ToDoubleFunction<Night.Work> figure, int color) {
    List<Curve.Point> points =
        IntStream.range(0, nights.nights().size())
            .filter(i -> nights.nights().get(i).work().isPresent())
            .mapToObj(
                i ->
                    new Curve.Point(
                        i + 1.0, figure.applyAsDouble(nights.nights().get(i).work().get())))
            .filter(point -> !Double.isNaN(point.y()))
            .toList();
    return Line.of(name, new Curve(points), color);
  }
}
